// A date's calendar opens a moment after its field was entered. Whoever is quick has gone on by then,
// and a calendar over the next thing to press would take the click for a date: it stays away.
jQuery.fn.datetimepicker.defaults.onShow = (_shown, field) => field.is(":focus");
