// The editor saves by itself while somebody writes. A button pressed meanwhile would send a page
// that the server has taken already and the browser has not heard of yet: a new page would be
// there twice, or be refused for its own address. So the button waits until that saving has ended,
// and no other begins while the form is on its way.
const isEditor = (event) => event.target.matches("[data-edit-form]");
let saving = false;
let leaving = false;
let held = null;

addEventListener("w-autosave:save", (event) => {
  if (leaving) event.preventDefault();
  saving ||= !event.defaultPrevented;
});

addEventListener(
  "submit",
  (event) => {
    if (!saving || !isEditor(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = { form: event.target, name: event.submitter?.name, value: event.submitter?.value };
  },
  true,
);

addEventListener("submit", (event) => {
  leaving ||= isEditor(event) && !event.defaultPrevented;
});

for (const end of ["w-autosave:success", "w-autosave:error"]) {
  addEventListener(end, () => {
    saving = false;
    if (!held) return;
    const { form, name, value } = held;
    held = null;
    // The button itself is off by now, and would not be sent along.
    const pressed = Object.assign(document.createElement("input"), { type: "hidden", name, value });
    if (name) form.append(pressed);
    form.requestSubmit();
    pressed.remove();
  });
}
