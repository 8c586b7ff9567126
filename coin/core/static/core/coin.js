/* What is nicer with scripts. Every page works without this file. */
"use strict";

const RESET_AFTER = 1600;

function showCopyButtons(root) {
  if (!navigator.clipboard) return;
  for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  const label = button.getAttribute("aria-label");
  button.classList.add("copied");
  button.setAttribute("aria-label", button.dataset.done);
  setTimeout(() => {
    button.classList.remove("copied");
    button.setAttribute("aria-label", label);
  }, RESET_AFTER);
}

function chooseTheme(button) {
  const chosen = button.value;
  const root = document.documentElement;
  if (chosen === "auto") root.removeAttribute("data-bs-theme");
  else root.setAttribute("data-bs-theme", chosen);
  document.querySelector('meta[name="color-scheme"]').content = chosen === "auto" ? "light dark" : chosen;
  for (const other of document.querySelectorAll(".theme-switch button"))
    other.setAttribute("aria-pressed", String(other.value === chosen));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  for (const open of document.querySelectorAll("details.drawer[open], details.popup[open]"))
    if (!open.contains(event.target)) open.open = false;
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const open of document.querySelectorAll("details.drawer[open], details.popup[open]")) {
    open.open = false;
    open.querySelector("summary").focus();
  }
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches(".theme-switch") && event.submitter) {
    event.preventDefault();
    chooseTheme(event.submitter);
    const body = new FormData(form, event.submitter);
    fetch(form.action, { method: "POST", body, redirect: "manual" });
    return;
  }
  // One press, one act: a second press of a slow button does nothing.
  if (form.method === "post") {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "1";
  }
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// A partial answer that comes from another page (the session ended: sign-in) is shown as a whole page.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (!xhr.responseURL) return;
  const asked = new URL(pathInfo.finalRequestPath, location.href).pathname;
  if (new URL(xhr.responseURL).pathname !== asked) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  showCopyButtons(event.detail.target);
  followLog();
});

// A log stays at its end while one reads there, and stays where one scrolled back to.
let atEnd = true;
document.addEventListener("htmx:beforeSwap", () => {
  const log = document.querySelector(".log");
  if (log) atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
});
function followLog() {
  const log = document.querySelector(".log");
  if (log && atEnd) log.scrollTop = log.scrollHeight;
}

document.addEventListener("DOMContentLoaded", () => {
  document.documentElement.classList.add("has-js");
  showCopyButtons(document);
  followLog();
  document.querySelector(".error-summary")?.focus();
});
