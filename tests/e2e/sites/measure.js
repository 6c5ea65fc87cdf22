// Measures figures in the page. Everything is in pixels of the window.
(() => {
  const UP = new Set([..."│├┤└┘┴┼║╠╣╚╝╩╬"]);
  const DOWN = new Set([..."│├┤┌┐┬┼║╠╣╔╗╦╬"]);

  // Where each character of a drawing stands: rows of [character, left, top, right, bottom].
  const cells = (code) => {
    const rows = [[]];
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = node.data;
      for (let i = 0; i < text.length; i++) {
        if (text[i] === "\n") { rows.push([]); continue; }
        const range = document.createRange();
        range.setStart(node, i); range.setEnd(node, i + 1);
        const box = range.getBoundingClientRect();
        rows.at(-1).push([text[i], box.left, box.top, box.right, box.bottom]);
      }
    }
    return rows.filter((row) => row.length);
  };

  // Stretches that must be black from end to end: between the middles of two characters.
  const verticals = (rows) => {
    const found = [];
    for (let r = 0; r + 1 < rows.length; r++) {
      for (let c = 0; c < Math.min(rows[r].length, rows[r + 1].length); c++) {
        const above = rows[r][c], below = rows[r + 1][c];
        if (DOWN.has(above[0]) && UP.has(below[0])) {
          found.push([
            (above[1] + above[3]) / 2, (above[2] + above[4]) / 2, (below[2] + below[4]) / 2,
          ]);
        }
      }
    }
    return found;
  };

  return [...document.querySelectorAll("figure.ascii-diagram:not(.ascii-diagram--error)")]
    .flatMap((figure) => [...figure.querySelectorAll("pre > code")])
    .filter((code) => code.offsetParent !== null)
    .map((code) => {
      const rows = cells(code), pre = code.parentElement;
      const box = pre.getBoundingClientRect();
      const lefts = rows.map((row) => row.map((cell) => cell[1] - row[0][1]));
      const step = rows[0].length > 1 ? lefts[0][1] : 0;
      let shift = 0;
      for (const row of lefts) row.forEach((x, i) => { shift = Math.max(shift, Math.abs(x - i * step)); });
      return {
        text: code.textContent,
        verticals: verticals(rows),
        shift,
        box: [box.left, box.top, box.right, box.bottom],
        overflows: pre.scrollWidth > pre.clientWidth + 1,
        clipped: getComputedStyle(pre).overflowX === "hidden",
      };
    });
})()
