"""What is wrong with a command line, told as every other error is: what, and the way out.

The option parser's own errors are of classes that Typer does not name, so they are told apart by
what they carry.
"""

import ast
import re
from collections.abc import Sequence
from typing import Any, Final

from minerva.model.errors import MinervaError
from minerva.model.problems import nearest


def is_usage_error(error: Exception) -> bool:
    """Tell whether the option parser refused a command line."""
    return hasattr(error, "format_message") and hasattr(error, "ctx")


def asks_for_help(error: Exception) -> bool:
    """Tell whether nothing was asked for, and the help is what the parser has to say."""
    return type(error).__name__ == "NoArgsIsHelpError"


def as_failure(error: Any) -> MinervaError:
    """Return an error of the option parser as one of minerva's: a message, and what to do."""
    context = error.ctx
    message, remedy = _message_and_remedy(error, context)
    path = context.command_path if context else "minerva"
    return MinervaError(message, _hint(remedy, f"`{path} --help` shows what there is"))


def no_command(name: str, commands: Sequence[str], path: str) -> MinervaError:
    """Return the error for a command that does not exist."""
    remedy = _did_you_mean(nearest(name, commands))
    return MinervaError(
        f'there is no command "{name}"', _hint(remedy, f"`{path} --help` lists them")
    )


def _hint(remedy: str, more: str) -> str:
    if not remedy:
        return more
    return f"{remedy} {more}" if remedy.endswith("?") else f"{remedy}; {more}"


def _did_you_mean(near: str | None) -> str:
    """Return the question whether a word was meant; nothing where none is near."""
    return f'did you mean "{near}"?' if near else ""


def _message_and_remedy(error: Any, context: Any) -> tuple[str, str]:
    """Return what is wrong, and what to do about it where there is more to say than that."""
    parameter = getattr(error, "param", None)
    if hasattr(error, "possibilities"):
        return _no_such_option(error.option_name, context)
    if hasattr(error, "param_type") and parameter is not None:
        return f"{context.info_name} needs {_name(parameter)}", ""
    if hasattr(error, "option_name"):
        return f"{error.option_name} needs a value", "write it after the option"
    message = error.message.rstrip(".")
    if parameter is None:
        return _plainer(message), ""
    word, is_not, _ = message.partition(" is not one of ")
    choices = [str(choice) for choice in getattr(parameter.type, "choices", ())]
    if is_not and choices:
        near = nearest(_unquoted(word), choices)
        remedy = _did_you_mean(near) or f"it may be {', '.join(choices)}"
        return f'{_name(parameter)} cannot be "{_unquoted(word)}"', remedy
    return f"{_name(parameter)}: {_plainer(message)}", ""


def _no_such_option(name: str, context: Any) -> tuple[str, str]:
    """Say that there is no such option, and where it belongs or which one is near."""
    message = f'there is no option "{name}"'
    if context is None:
        return message, ""
    below = getattr(context.command, "commands", {})
    if any(name in _options(command) for command in below.values()):
        return f"{message} before the command", f"write {name} after the command's name"
    above = context.parent
    if above is not None and name in _options(above.command):
        return f"{message} after the command", f"write `{above.command_path} {name}` first"
    own = _options(context.command)
    begun = [option for option in own if option.startswith(name)]
    return message, _did_you_mean(begun[0] if len(begun) == 1 else nearest(name, own))


def _options(command: Any) -> list[str]:
    """Return the options of a command as they are written."""
    named = [parameter.opts for parameter in command.params if _is_option(parameter)]
    return ["--help", *(option for options in named for option in options)]


def _is_option(parameter: Any) -> bool:
    return bool(parameter.param_type_name == "option")


def _name(parameter: Any) -> str:
    """Return what a parameter is called: the long name of an option, what stands for the other."""
    if _is_option(parameter):
        return str(max(parameter.opts, key=len))
    return str(parameter.metavar or parameter.name.upper()).strip("[].")


def _unquoted(text: str) -> str:
    """Return a word as it was given, from the parser's quotes."""
    try:
        return str(ast.literal_eval(text))
    except (ValueError, SyntaxError):
        return text


def _plainer(message: str) -> str:
    """Return the parser's words on numbers and on words too many as a person would say them."""
    for pattern, words in _PLAINER.items():
        message = re.sub(pattern, words, message)
    return message


_PLAINER: Final = {
    r"^Got unexpected extra arguments?(?:\(s\))? \((.*)\)$": r'there is no place for "\1"',
    r" is not a valid (?:int|integer)(?: range)?$": " is not a whole number",
    r"^(\S+) is not in the range (-?\d+)<=x<=(-?\d+)$": r"\1 is not from \2 to \3",
}
