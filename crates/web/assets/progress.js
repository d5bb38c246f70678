// Keeps the account up to date while an edition goes out.
const root = document.getElementById("live");
const bar = root.querySelector("progress");
const put = (name, value) => {
  for (const place of root.querySelectorAll(`[data-live="${name}"]`))
    if (place.textContent !== String(value)) place.textContent = value;
};

async function look() {
  let wait = 1000;
  try {
    const answer = await fetch(root.dataset.url, { headers: { accept: "application/json" } });
    const live = await answer.json();
    if (!answer.ok) throw new Error(live.trouble);
    put("state_words", live.state_words);
    put("words", live.words);
    put("done", live.frozen - live.open);
    put("frozen", live.frozen);
    put("sum", live.sum);
    put("rate", live.rate ?? "");
    const trouble = root.querySelector('[data-live="trouble"]');
    trouble.textContent = live.trouble ?? "";
    trouble.hidden = !live.trouble;
    bar.max = live.frozen || 1;
    bar.value = live.frozen - live.open;
    for (const line of live.lines) {
      const row = root.querySelector(`[data-state="${line.state}"]`);
      row.querySelector("td").textContent = line.count;
      row.classList.toggle("none", !line.count);
    }
    if (live.over) return location.reload();
  } catch (e) {
    wait = 5000;
  }
  setTimeout(look, wait);
}
look();
