// Charts of the overview: each figure of a chart leads to the list behind it.
"use strict";
(function () {
  document.querySelectorAll(".plot").forEach((node) => {
    const data = JSON.parse(document.getElementById(node.dataset.chart).textContent);
    const chart = echarts.init(node, null, { renderer: "canvas" });
    const series = data.series.map((one) => ({
      name: one.name, type: "bar", stack: data.stacked ? "all" : undefined, data: one.values,
      itemStyle: one.color ? { color: one.color } : undefined, barMaxWidth: 36,
    }));
    const labels = { type: "category", data: data.labels, inverse: data.sideways, axisLabel: { interval: 0, width: data.sideways ? 190 : undefined, overflow: "truncate" } };
    const values = { type: "value", minInterval: 1 };
    chart.setOption({
      animation: false, aria: { enabled: true },
      grid: { left: 10, right: 20, top: data.series.length > 1 ? 34 : 12, bottom: 6, containLabel: true },
      legend: data.series.length > 1 ? { top: 0 } : undefined,
      tooltip: { trigger: "axis", renderMode: "richText", axisPointer: { type: "shadow" } },
      xAxis: data.sideways ? values : labels, yAxis: data.sideways ? labels : values, series,
    });
    chart.on("click", (event) => { const link = data.links[event.dataIndex]; if (link) location.href = link; });
    window.addEventListener("resize", () => chart.resize());
  });
})();
