class_name HubbubPlainText
extends RefCounted
## Makes what players wrote fit to be shown.

## Control characters, but tab and newline, and the characters that turn the reading direction of what follows.
const _UNSHOWABLE: String = (
		"[\\x{00}-\\x{08}\\x{0b}-\\x{1f}\\x{7f}-\\x{9f}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]"
)

static var _unshowable: RegEx = RegEx.create_from_string(_UNSHOWABLE)


## The text without what can make it look like something else.
static func showable(text: String) -> String:
	return _unshowable.sub(text, "", true)


## The text for a [RichTextLabel] that reads BBCode: it is shown as it was written, and does nothing.
static func bbcode(text: String) -> String:
	return showable(text).replace("[", "[lb]")
