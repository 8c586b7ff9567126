"""The command line of `script/demo`: an association at work, from nothing, in a few minutes."""

import argparse
import contextlib
import sys

from demo.place import Place
from provisioning.lab.process import LabError, port_is_free

PORT = 8000
EXIT_UNAVAILABLE, EXIT_CANNOT_CREATE, EXIT_NO_DATABASE = 69, 73, 75


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/demo", description="Crée et sert l’association de démonstration."
    )
    parser.add_argument("--members", type=_members, metavar="N", help="nombre d’adhérents (150)")
    parser.add_argument("--no-serve", action="store_true", help="s’arrêter après le résumé")
    parser.add_argument("--reset", action="store_true", help="repartir de rien")
    parser.add_argument("--database", metavar="URL", help="base de données (SQLite sous var/demo/)")
    parser.add_argument("--port", type=int, default=PORT, help="port de 127.0.0.1 (8000)")
    parser.add_argument("--json", action="store_true", help="finir par une ligne de JSON")
    return parser.parse_args(argv)


def _members(text: str) -> int:
    if not text.isdigit() or not 5 <= int(text) <= 20_000:
        raise argparse.ArgumentTypeError("un nombre entre 5 et 20000")
    return int(text)


def main(argv: list[str] | None = None) -> int:
    options = arguments(argv)
    place = Place.default(options.database)
    # Django reads its settings from the environment, which `place.enter` fills: nothing imports Django before that.
    if not options.no_serve and not port_is_free(options.port):
        return _say(
            f"le port {options.port} est déjà pris : arrêtez le programme qui l’occupe, ou choisissez-en un autre "
            "avec --port",
            EXIT_UNAVAILABLE,
        )
    try:
        place.take()
        if options.reset:
            place.forget()
        place.enter()
    except BlockingIOError:
        return _say(
            f"une démonstration tourne déjà dans {place.directory} : arrêtez-la d’abord",
            EXIT_UNAVAILABLE,
        )
    except OSError as error:
        return _say(
            f"impossible d’écrire dans {place.directory} ({error.strerror})", EXIT_CANNOT_CREATE
        )
    return _run(options, place)


def _run(options: argparse.Namespace, place: Place) -> int:
    from django.db.utils import DatabaseError

    from demo.story import Story

    try:
        with contextlib.ExitStack() as running:
            return Story(options, place, running).tell()
    except LabError as error:
        return _say(str(error), EXIT_UNAVAILABLE)
    except DatabaseError as error:
        from coin.core.database import explain

        sentence = explain(error)
        if not sentence:
            raise
        return _say(sentence, EXIT_NO_DATABASE)
    except KeyboardInterrupt:
        return _say("arrêté", 130)


def _say(sentence: str, code: int) -> int:
    sys.stderr.write(f"script/demo : {sentence}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
