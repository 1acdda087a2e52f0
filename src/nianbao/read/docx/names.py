"""Qualified names of WordprocessingML, and the sets the walkers decide by."""

from __future__ import annotations

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R_NS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_V = "{urn:schemas-microsoft-com:vml}"

STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R_NS[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", _A[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", _M[1:-1].encode()),
)
"""Namespaces of "strict" documents and what they are called everywhere else."""

VAL = W + "val"

# Blocks and tables
BODY, P, TBL, TR, TC = W + "body", W + "p", W + "tbl", W + "tr", W + "tc"
TBL_GRID, GRID_COL = W + "tblGrid", W + "gridCol"
TR_PR, TC_PR, P_PR, R_PR = W + "trPr", W + "tcPr", W + "pPr", W + "rPr"
GRID_BEFORE, GRID_AFTER, GRID_SPAN = W + "gridBefore", W + "gridAfter", W + "gridSpan"
V_MERGE, H_MERGE = W + "vMerge", W + "hMerge"
ALT_CHUNK, SUB_DOC = W + "altChunk", W + "subDoc"

# Wrappers
SDT, SDT_CONTENT = W + "sdt", W + "sdtContent"
ALTERNATE, CHOICE, FALLBACK = _MC + "AlternateContent", _MC + "Choice", _MC + "Fallback"
INS, DEL, MOVE_TO, MOVE_FROM = W + "ins", W + "del", W + "moveTo", W + "moveFrom"
CELL_INS, CELL_DEL = W + "cellIns", W + "cellDel"
CHANGES = (INS, DEL, MOVE_TO, MOVE_FROM, CELL_INS, CELL_DEL)
"""Marks of tracked insertions and deletions, of text, rows and cells."""
CUSTOM_XML = W + "customXml"
DROPPED_CHANGES = frozenset({DEL, MOVE_FROM})
BLOCK_WRAPPERS = frozenset({INS, MOVE_TO, CUSTOM_XML})

# Runs
R, T, TAB, PTAB, BR, CR = W + "r", W + "t", W + "tab", W + "ptab", W + "br", W + "cr"
NO_BREAK_HYPHEN = W + "noBreakHyphen"
FLD_CHAR, FLD_CHAR_TYPE = W + "fldChar", W + "fldCharType"
FLD_SIMPLE, INSTR, INSTR_TEXT = W + "fldSimple", W + "instr", W + "instrText"
SYM, SYM_FONT, SYM_CHAR = W + "sym", W + "font", W + "char"
RUBY, RUBY_BASE = W + "ruby", W + "rubyBase"
DRAWING, PICT, OBJECT = W + "drawing", W + "pict", W + "object"
TEXT_BOX = W + "txbxContent"
BLIP, IMAGE_DATA = _A + "blip", _V + "imagedata"
GRAPHIC_DATA = _A + "graphicData"
EMBED, LINK, RID = R_NS + "embed", R_NS + "link", R_NS + "id"
MATH_TEXT, MATH_RAISED, MATH_BELOW = _M + "t", frozenset({_M + "sup", _M + "sub"}), _M + "den"

GRAPHICS = frozenset({DRAWING, PICT, OBJECT})
PLAIN = {TAB: "\t", PTAB: "\t", BR: "\n", CR: "\n", NO_BREAK_HYPHEN: "-"}
"""Run content that stands for one character."""

# Properties
HIDDEN_ROW, VANISH, STRIKE, D_STRIKE = W + "hidden", W + "vanish", W + "strike", W + "dstrike"
VERT_ALIGN = W + "vertAlign"
COLOR, SIZE = W + "color", W + "sz"
P_STYLE, R_STYLE, OUTLINE = W + "pStyle", W + "rStyle", W + "outlineLvl"
STYLE, STYLE_ID, NAME, BASED_ON = W + "style", W + "styleId", W + "name", W + "basedOn"
