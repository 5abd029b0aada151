"""Numbers of lists and headings as a reader sees them."""

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_ROMAN += ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def letters(number: int) -> str:
    """1 -> a, 26 -> z, 27 -> aa (as word processors count)."""
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def roman(number: int) -> str:
    """4 -> iv."""
    text = ""
    for value, sign in _ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def formatted(number: int, style: str) -> str:
    """A number in the style of DOCX (decimal, lowerLetter, …) or ODT (1, a, A, i, I)."""
    # A file may count to anything; beyond this letters and roman numerals are noise.
    if not 0 < number < 1000:
        return str(number)
    match style:
        case "lowerLetter" | "a":
            return letters(number)
        case "upperLetter" | "A":
            return letters(number).upper()
        case "lowerRoman" | "i":
            return roman(number)
        case "upperRoman" | "I":
            return roman(number).upper()
        case "decimalZero":
            return f"{number:02d}"
    return str(number)
