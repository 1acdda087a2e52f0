"""Write the template of the audit's letters: src/nianbao/data/audit/letter.docx. Twice the same bytes.

    python scripts/build_letter.py [FILE]

The look is that of an official letter (GB/T 9704: 仿宋 三号, headings 黑体 and 楷体). An office restyles a copy in
Word; what stands in {{ }} and {% %} is filled by docxtpl and must stay.
"""

from __future__ import annotations

import sys
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nianbao.export.audit.letters import EXCERPT  # noqa: E402
from scripts.fixture_kit.office import timeless  # noqa: E402

TARGET = ROOT / "src" / "nianbao" / "data" / "audit" / "letter.docx"
_BODY, _TITLE, _HEAD, _ITEM = "仿宋", "宋体", "黑体", "楷体"
_SIZE = 16
_LINE = 28
_LABEL_MM, _FIGURE_MM = 46, 15


def main() -> int:
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TARGET
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(letter())
    return 0


def letter() -> bytes:
    """The template."""
    document = Document()
    _page(document)
    _styles(document)
    _head(document)
    _part(document, "errors", "需要整改的问题")
    _part(document, "warnings", "需要核实的问题")
    _part(document, "unread", "未能自动读取、请对照原件核对的内容")
    _gaps(document)
    _foot(document)
    document.core_properties.author = "nianbao"
    document.core_properties.title = "核查反馈"
    document.core_properties.created = document.core_properties.modified = datetime(2000, 1, 1)
    buffer = BytesIO()
    document.save(buffer)
    return timeless(buffer.getvalue())


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _run(paragraph, "— ", _TITLE, 14)
    run = _run(paragraph, "", _TITLE, 14)
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = text
        run._r.append(mark)
    _run(paragraph, " —", _TITLE, 14)


def _styles(document: Any) -> None:
    normal = document.styles["Normal"]
    normal.font.name = "Times New Roman"
    normal.font.size = Pt(_SIZE)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _BODY)
    shape = normal.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(_LINE)


def _run(paragraph: Any, text: str, font: str = _BODY, size: float = _SIZE, *, bold: bool = False) -> Any:
    run = paragraph.add_run(text)
    run.font.name, run.font.size, run.font.bold = "Times New Roman", Pt(size), bold
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _paragraph(
    document: Any, text: str, font: str = _BODY, size: float = _SIZE, *, indent: bool = True, bold: bool = False,
    align: Any = WD_ALIGN_PARAGRAPH.JUSTIFY, keep: bool = False,
) -> Any:  # fmt: skip
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.keep_with_next = keep
    if indent:
        paragraph.paragraph_format.first_line_indent = Pt(2 * size)
    _run(paragraph, text, font, size, bold=bold)
    return paragraph


def _tag(document: Any, text: str) -> None:
    """A line that only steers: docxtpl takes it out with its paragraph."""
    document.add_paragraph(text)


def _head(document: Any) -> None:
    centre = WD_ALIGN_PARAGRAPH.CENTER
    title = _paragraph(
        document, "关于{{ year }}年度政府信息公开工作年度报告", _TITLE, 22, indent=False, bold=True, align=centre
    )
    title.paragraph_format.line_spacing = Pt(34)
    title = _paragraph(document, "核查情况的反馈", _TITLE, 22, indent=False, bold=True, align=centre)
    title.paragraph_format.line_spacing = Pt(34)
    _paragraph(document, "{{ document_number }}", indent=False, align=centre)
    _paragraph(document, "", indent=False)
    _paragraph(document, "{{ unit }}：", indent=False)
    _tag(document, "{%p if missing %}")
    _paragraph(document, "我们对{{ year }}年度政府信息公开工作年度报告的编制、发布情况进行了核查，你单位的情况如下。")
    _tag(document, "{%p elif not errors and not warnings %}")
    _paragraph(document, "我们对你单位{{ year }}年度政府信息公开工作年度报告进行了核查，在已核查的事项中没有发现问题。")
    _tag(document, "{%p else %}")
    _paragraph(
        document,
        "我们对你单位{{ year }}年度政府信息公开工作年度报告进行了核查，发现"
        "{% if errors %}需要整改的问题{{ errors|length }}处{% endif %}{% if errors and warnings %}、{% endif %}"
        "{% if warnings %}需要核实的问题{{ warnings|length }}处{% endif %}，现反馈如下。",
    )
    _tag(document, "{%p endif %}")


def _part(document: Any, name: str, title: str) -> None:
    """A heading and its findings, when there are any."""
    _tag(document, f"{{%p if {name} %}}")
    _paragraph(document, f"{{{{ numerals[parts.{name}] }}}}、{title}", _HEAD, keep=True)
    _tag(document, f"{{%p for finding in {name} %}}")
    _paragraph(document, "（{{ finding.number }}）{{ finding.title }}", _ITEM, bold=True, keep=True)
    _paragraph(document, "{{ finding.message }}")
    _tag(document, "{%p if finding.follows %}")
    _paragraph(document, "由此连带：{{ finding.follows }}")
    _tag(document, "{%p endif %}")
    _tag(document, "{%p if finding.place %}")
    _paragraph(document, "位置：{{ finding.place }}。")
    _tag(document, "{%p endif %}")
    _tag(document, "{%p if finding.excerpt %}")
    _caption(document)
    _excerpt(document)
    _tag(document, "{%p endif %}")
    _tag(document, "{%p if finding.suggestion %}")
    _paragraph(document, "可能的更正（供核对，以台账为准）：{{ finding.suggestion }}。")
    _tag(document, "{%p endif %}")
    _paragraph(document, "依据：{{ finding.basis }}。")
    _paragraph(document, "整改要求：{{ finding.remedy }}")
    _tag(document, "{%p endfor %}")
    _tag(document, "{%p endif %}")


def _caption(document: Any) -> None:
    centre = WD_ALIGN_PARAGRAPH.CENTER
    _paragraph(
        document,
        "{{ finding.excerpt.title }}（节选，深色为涉及的单元格）",
        _HEAD,
        12,
        indent=False,
        align=centre,
        keep=True,
    )


def _excerpt(document: Any) -> None:
    """Header and lines of any width: docxtpl repeats cells ({%tc) and rows ({%tr)."""
    table = document.add_table(rows=4, cols=4)
    table.style = "Table Grid"
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), EXCERPT)
    table._tbl.tblPr.append(caption)
    head = [
        "{{ finding.excerpt.corner }}",
        "{%tc for column in finding.excerpt.columns %}",
        "{{ column }}",
        "{%tc endfor %}",
    ]
    body = [
        "{{ line.label }}",
        "{%tc for cell in line.cells %}",
        "{% cellbg cell.fill %}{{ cell.text }}",
        "{%tc endfor %}",
    ]
    rows = [head, ["{%tr for line in finding.excerpt.lines %}"], body, ["{%tr endfor %}"]]
    for row, texts in zip(table.rows, rows, strict=True):
        _unbroken(row)
        for number, (cell, text) in enumerate(zip(row.cells, texts, strict=False)):
            paragraph = cell.paragraphs[0]
            paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if number == 0 else WD_ALIGN_PARAGRAPH.CENTER
            paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
            paragraph.paragraph_format.keep_with_next = True
            cell.width = Mm(_LABEL_MM if number == 0 else _FIGURE_MM)
            _run(paragraph, text, _TITLE, 10, bold=texts is head)


def _unbroken(row: Any) -> None:
    """A line of the table does not break over the page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _gaps(document: Any) -> None:
    _tag(document, "{%p if gaps %}")
    _paragraph(document, "{{ numerals[parts.gaps] }}、没有核查的事项", _HEAD, keep=True)
    _tag(document, "{%p for gap in gaps %}")
    _paragraph(document, "{{ gap }}")
    _tag(document, "{%p endfor %}")
    _tag(document, "{%p endif %}")


def _foot(document: Any) -> None:
    _tag(document, "{%p if errors or warnings or unread %}")
    _paragraph(
        document,
        "请对照原始台账逐项核对，于{{ deadline }}完成整改，将更正后的报告和整改情况书面反馈我单位；"
        "数据属实或者确有客观原因的，请附说明和依据。",
        keep=True,
    )
    _tag(document, "{%p endif %}")
    _tag(document, "{%p if contact %}")
    _paragraph(document, "联系人及电话：{{ contact }}", keep=True)
    _tag(document, "{%p endif %}")
    _paragraph(document, "", indent=False, keep=True)
    _paragraph(document, "{{ office }}", indent=False, align=WD_ALIGN_PARAGRAPH.RIGHT, keep=True)
    _paragraph(document, "{{ date }}", indent=False, align=WD_ALIGN_PARAGRAPH.RIGHT)


if __name__ == "__main__":
    raise SystemExit(main())
