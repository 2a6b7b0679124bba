// Keeps the board up to date: asks every two seconds, and touches only the items that changed. An item
// somebody is working in (focus, an open form) stays as it is until they are done.
"use strict";

const known = new Map();
let tag = "";

function busy(item) {
  return item.contains(document.activeElement) || item.querySelector("details[open]") !== null;
}

function show({ name, items }) {
  const list = document.getElementById(name);
  const wanted = new Set(items.map((item) => item.key));
  for (const old of [...list.children]) {
    if (!wanted.has(old.id) && !busy(old)) {
      known.delete(old.id);
      old.remove();
    }
  }
  let place = list.firstElementChild;
  for (const { key, html } of items) {
    let item = document.getElementById(key);
    if (item === null) {
      item = document.createElement("li");
      item.id = key;
    }
    if (known.get(key) !== html && !busy(item)) {
      item.innerHTML = html;
      known.set(key, html);
    }
    if (item === place) {
      place = place.nextElementSibling;
    } else if (item.parentNode === null || !busy(item)) {
      list.insertBefore(item, place);
    }
  }
  document.getElementById("empty-" + name).hidden = items.length > 0;
}

async function refresh() {
  if (!document.hidden) {
    try {
      const answer = await fetch("/board/live", { headers: { "If-None-Match": tag } });
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") ?? "";
        (await answer.json()).forEach(show);
      }
      const now = answer.headers.get("x-beijing-time");
      if (now !== null) {
        document.getElementById("clock").textContent = "北京时间 " + now;
      }
    } catch {
      // The bureau is closed or restarting: the next round asks again.
    }
  }
  setTimeout(refresh, 2000);
}

refresh();
