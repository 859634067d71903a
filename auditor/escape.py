"""Makes foreign text safe for one kind of output.

Every name, path, version and message of a report may hold what a stranger wrote, so each report passes each of them
through one of these functions, and adds its own colours and markup afterwards. Nothing here knows what a finding is.
"""

from __future__ import annotations

ELLIPSIS = "…"

# Letters and marks by category, yet nothing is seen of them.
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_PLAIN_IN_URI = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")

_PLAIN_IN_LINK = _PLAIN_IN_URI | frozenset(b":#%=+@")

_SIGNS = frozenset("·→")


def _shown(char: str) -> str:
    if char.isprintable() and char not in _UNSEEN:
        return char
    code = ord(char)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def visible(text: str) -> str:
    """``text`` on one line, with a visible escape for whatever moves a cursor, reorders, hides or commands.

    Escaped are control characters, line separators, spaces other than the plain one, bidirectional and zero-width
    characters, surrogates and unassigned code points. So are a ``::`` at the start of a word and any ``##``: whoever
    reads a build log for commands would take the first for one where the word opens a line, and the second
    (``##[``, ``##vso[``) anywhere.
    """
    if not (text.isascii() and text.isprintable()):
        text = "".join(map(_shown, text))
    if "::" in text:
        text = (" " + text).replace(" ::", " \\x3a:")[1:]
    return text.replace("##", "#\\x23")


def clipped(text: str, limit: int = 1000) -> str:
    """``text`` made visible and cut to at most ``limit`` characters, the last of them an ellipsis where it was cut."""
    shown = visible(text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + ELLIPSIS


def is_web_address(text: str) -> bool:
    """Whether ``text`` is an https address of plain characters, fit to be a link in Markdown or HTML as it stands."""
    plain = text.encode("ascii", "replace")
    return text.startswith("https://") and len(text) <= 500 and all(byte in _PLAIN_IN_LINK for byte in plain)


def sound(text: str) -> str:
    """``text`` with each lone surrogate as a visible escape, everything else as it is: fit for UTF-8 and for JSON."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def markup(text: str) -> str:
    """``text`` made visible, for the text and the quoted attributes of HTML and XML."""
    shown = visible(text)
    for char, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        shown = shown.replace(char, entity)
    return shown


def uri(path: str) -> str:
    """A relative POSIX path as a relative reference (RFC 3986, section 4.2), each byte that needs it percent-encoded.

    A colon is encoded as well, so that no part of the path can be taken for a scheme. Surrogate escapes, which stand
    for bytes that are not UTF-8, give those bytes.
    """
    try:
        data = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        data = path.encode("utf-8", "surrogatepass")
    return "".join(chr(byte) if byte in _PLAIN_IN_URI else f"%{byte:02X}" for byte in data)


def command_value(text: str) -> str:
    """``text`` as the message of a workflow command (``::error::message``)."""
    return clipped(text).replace("%", "%25")


def command_property(text: str) -> str:
    """``text`` as a property of a workflow command (``::error title=property::``)."""
    return command_value(text).replace(":", "%3A").replace(",", "%2C")


def code_span(text: str, *, in_table: bool = False) -> str:
    """``text`` as a Markdown code span (CommonMark, section 6.1), on one line, inside which nothing is markup.

    In a table each pipe is escaped, which is how GitHub's dialect keeps it in its cell; a backslash before it is spelt
    out, for dialects differ on which of two backslashes counts. Empty text gives an empty string.
    """
    shown = clipped(text)
    if not shown.strip():
        return ""
    fence = "`"
    while fence in shown:
        fence += "`"
    if "`" in shown or shown != shown.strip():
        shown = f" {shown} "
    if in_table:
        shown = shown.replace("\\|", "\\x5c|").replace("|", "\\|")
    return f"{fence}{shown}{fence}"


def _is_prose(word: str) -> bool:
    core = word.removeprefix("(").rstrip(".,;:?)")
    if core.replace("-", "").replace(",", "").isdigit() and core[0].isdigit():
        return word.rstrip(".)") == word or word[0] == "("
    if core.isalnum():
        return core.isalpha() or (core[0].isalpha() and len(core) < 7)
    letters = core.replace("-", "").replace("'", "")
    return word in _SIGNS or (letters.isalpha() and core[0].isalpha() and core[-1].isalpha())


def _as_code(words: list[str], *, in_table: bool) -> str:
    text = " ".join(words)
    core = text.rstrip(".,;:")
    return code_span(core, in_table=in_table) + text[len(core) :] if core else code_span(text, in_table=in_table)


def prose(text: str, *, in_table: bool = False) -> str:
    """``text`` as Markdown in which only plain words stay words; names, versions, paths and addresses become code.

    A word of letters cannot be a link, an image, a mention, emphasis, HTML or the start of a list, nor can a number or
    a date without a full stop; so no escaping is needed that one dialect knows and another does not.
    """
    pieces: list[str] = []
    code: list[str] = []
    for word in filter(None, clipped(text).split(" ")):
        if not _is_prose(word):
            code.append(word)
            continue
        if code:
            pieces.append(_as_code(code, in_table=in_table))
            code = []
        pieces.append(word)
    if code:
        pieces.append(_as_code(code, in_table=in_table))
    return " ".join(pieces)
