// Reordering an edition, by pointer and by keyboard, and the preview's width.
// Without this script the page's own buttons do the same.
const root = document.querySelector("[data-edition]");
const say = document.getElementById("say");
const fault = document.getElementById("fault");
document.documentElement.classList.add("js");

const lists = () => [...root.querySelectorAll("ol.slots")];
const slots = () => [...root.querySelectorAll("li.slot")];
const title = (slot) => slot.querySelector("h3").textContent.trim();
const order = () =>
  lists()
    .flatMap((l) => [...l.querySelectorAll(":scope > li.slot")].map((s) => `${s.dataset.slot}:${l.dataset.section}`))
    .join(",");
const place = (slot) => {
  const list = slot.closest("ol.slots");
  const at = [...list.children].indexOf(slot) + 1;
  return `${title(slot)}: place ${at} of ${list.children.length} in ${list.dataset.title}`;
};

let saved = order();
let saving = Promise.resolve();

// Saves one order after the other, each on the revision the last one gave.
function save() {
  saving = saving.then(async () => {
    const now = order();
    if (now === saved) return;
    const revision = root.querySelector("input[name=revision]").value;
    const body = new URLSearchParams({ word: root.dataset.word, revision, order: now });
    try {
      const answer = await fetch(`/desk/edition/${root.dataset.edition}/order`, {
        method: "POST",
        headers: { accept: "application/json" },
        body,
      });
      const told = await answer.json();
      if (!answer.ok) throw new Error(told.trouble);
      saved = now;
      for (const field of root.querySelectorAll("input[name=revision]")) field.value = told.revision;
      for (const list of lists()) {
        const count = list.closest(".part").querySelector(".count");
        count.textContent = count.textContent.replace(/^\d+/, String(list.children.length));
      }
      fault.hidden = true;
      if (told.taken_back) location.reload();
    } catch (e) {
      fault.textContent = `The order is not saved. ${e.message || "The server does not answer."} `;
      const again = document.createElement("a");
      again.href = location.pathname;
      again.textContent = "Load the page again";
      fault.append(again);
      fault.hidden = false;
    }
  });
}

// By pointer: the slot follows into the gap that is nearest.
let drag = null;

function gapAt(x, y) {
  const list = lists()
    .map((l) => [Math.max(l.getBoundingClientRect().top - y, y - l.getBoundingClientRect().bottom, 0), l])
    .sort((a, b) => a[0] - b[0])[0][1];
  const before = [...list.children].find((s) => {
    if (s === drag.slot) return false;
    const box = s.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  return [list, before ?? null];
}

function follow(event) {
  if (!drag || event.pointerId !== drag.pointer) return;
  drag.moved = true;
  drag.x = event.clientX;
  drag.y = event.clientY;
  settle();
}

function settle() {
  const [list, before] = gapAt(drag.x, drag.y);
  if (before === drag.slot.nextElementSibling && list === drag.slot.parentElement) return;
  list.insertBefore(drag.slot, before);
}

// Near an edge of the window the page scrolls on while the pointer rests.
function glide() {
  if (!drag) return;
  const edge = 80;
  const by = drag.y < edge ? drag.y - edge : Math.max(0, drag.y - innerHeight + edge);
  if (by && drag.moved) {
    scrollBy({ top: Math.max(-22, Math.min(22, by / 3)), behavior: "instant" });
    settle();
  }
  requestAnimationFrame(glide);
}

function drop(keep) {
  if (!drag) return;
  const { slot, list, next, moved } = drag;
  drag = null;
  slot.classList.remove("dragged");
  document.body.classList.remove("dragging");
  if (!keep) list.insertBefore(slot, next);
  else if (moved) {
    say.textContent = `Dropped. ${place(slot)}.`;
    save();
  }
}

root.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest(".grip");
  if (!grip || event.button !== 0) return;
  const slot = grip.closest("li.slot");
  drag = { slot, list: slot.parentElement, next: slot.nextElementSibling, pointer: event.pointerId, moved: false, x: event.clientX, y: event.clientY };
  requestAnimationFrame(glide);
  slot.classList.add("dragged");
  document.body.classList.add("dragging");
  // Moving a node ends its pointer capture, so the document listens instead.
  event.preventDefault();
  grip.focus({ preventScroll: true });
});
document.addEventListener("pointermove", follow);
document.addEventListener("pointerup", () => drop(true));
document.addEventListener("pointercancel", () => drop(false));

// By keyboard: Space lifts, arrows move over all sections, Space drops,
// Escape puts it back.
let held = null;

function lift(grip) {
  const slot = grip.closest("li.slot");
  held = { grip, slot, list: slot.parentElement, next: slot.nextElementSibling };
  grip.setAttribute("aria-pressed", "true");
  slot.classList.add("held");
  say.textContent = `Lifted. ${place(slot)}. Arrow keys move it, Space drops it, Escape puts it back.`;
}

function lay(keep) {
  if (!held) return;
  const { grip, slot, list, next } = held;
  held = null;
  if (!keep) list.insertBefore(slot, next);
  grip.setAttribute("aria-pressed", "false");
  slot.classList.remove("held");
  say.textContent = `${keep ? "Dropped" : "Put back"}. ${place(slot)}.`;
  grip.focus();
  if (keep) save();
}

function step(down) {
  const { slot, grip } = held;
  const list = slot.parentElement;
  const near = down ? slot.nextElementSibling : slot.previousElementSibling;
  if (near) list.insertBefore(slot, down ? near.nextElementSibling : near);
  else {
    const all = lists();
    const other = all[all.indexOf(list) + (down ? 1 : -1)];
    if (!other) {
      say.textContent = down ? "This is the end of the edition." : "This is the top of the edition.";
      return;
    }
    other.insertBefore(slot, down ? other.firstElementChild : null);
  }
  stepping = true;
  grip.focus();
  stepping = false;
  slot.scrollIntoView({ block: "nearest" });
  say.textContent = `${place(slot)}.`;
}
let stepping = false;

root.addEventListener("keydown", (event) => {
  const grip = event.target.closest(".grip");
  if (event.key === "Escape" && drag) return drop(false);
  if (!grip) return;
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (held) lay(true);
    else lift(grip);
  } else if (held && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    step(event.key === "ArrowDown");
  } else if (held && event.key === "Escape") {
    event.preventDefault();
    lay(false);
  } else if (held && event.key === "Tab") {
    lay(true);
  }
});
// A click that the keyboard made was handled above.
root.addEventListener("click", (event) => {
  if (event.target.closest(".grip")) event.preventDefault();
});

// The preview as a phone shows it.
const widths = document.querySelector(".widths");
const mail = document.getElementById("mail");
if (widths && mail) {
  widths.hidden = false;
  widths.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    mail.classList.toggle("phone", button.dataset.width === "phone");
    for (const b of widths.querySelectorAll("button")) b.setAttribute("aria-pressed", String(b === button));
  });
}
