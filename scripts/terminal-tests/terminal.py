"""A program on a pseudo-terminal of its own, with an emulator (pyte) that knows what a person would see."""
import contextlib, fcntl, os, platform, re, select, signal, struct, termios, time, unicodedata

import pyte
from wcwidth import wcwidth

UP, DOWN, RIGHT, LEFT = "\x1b[A", "\x1b[B", "\x1b[C", "\x1b[D"
HOME, END, DELETE, PAGE_UP, PAGE_DOWN = "\x1b[H", "\x1b[F", "\x1b[3~", "\x1b[5~", "\x1b[6~"
TAB, SHIFT_TAB, ESC, ENTER, ALT_ENTER, BACKSPACE = "\t", "\x1b[Z", "\x1b", "\r", "\x1b\r", "\x7f"
PATIENCE = float(os.environ.get("TEST_PATIENCE", "20"))
PROMPT = re.compile(r"arr(:\d+)?[›>] \r?$")


def ctrl(letter):
    return chr(ord(letter.upper()) ^ 0x40)


def alt(key):
    return "\x1b" + key


def paste(text):
    return "\x1b[200~" + text + "\x1b[201~"


class Screen(pyte.Screen):
    """pyte's screen stops at characters without width that are no accents, such as joiners, and begins a row for an accent
    on a row's last character; terminals do neither."""

    def draw(self, data):
        for piece in re.split("([\u0300-\u036f])", "".join(c for c in data if wcwidth(c) > 0 or unicodedata.combining(c))):
            if piece and unicodedata.combining(piece[0]) and self.cursor.x == self.columns:
                row = self.buffer[self.cursor.y]
                last = row[self.columns - 1]
                row[self.columns - 1] = last._replace(data=unicodedata.normalize("NFC", last.data + piece))
            elif piece:
                super().draw(piece)


class Terminal:
    """`text` is everything shown so far, without escape sequences; `screen` is what the window shows now."""

    def __init__(self, command, home, columns=80, rows=24, **environment):
        self.raw, self.marked, self.shown_before = b"", 0, 0
        self.screen = Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.fd, self.slave = os.openpty()
        self.set_size(columns, rows)
        self.pid = os.fork()
        if self.pid == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for descriptor in range(3):
                os.dup2(self.slave, descriptor)
            os.closerange(3, 64)
            kept = {k: v for k, v in os.environ.items() if not k.startswith(("ARR_", "XDG_", "LC_")) and k not in
                    ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "EDITOR", "VISUAL", "EDITRC")}
            # The emulator cuts rows when its window becomes narrower, as xterm does.
            base = {"HOME": home, "TERM": "xterm-256color", "XTERM_VERSION": "1", "LC_ALL": "C.UTF-8", "PS1": "$ ",
                    "ARR_PROMPT": "arr› "}
            wanted = {k: v for k, v in (kept | base | environment).items() if v is not None}
            os.chdir(home)
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)  # a run in the background, or under nohup, starts with them ignored
            os.execve(command[0], command, wanted)

    # ---- The window

    def set_size(self, columns, rows):
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def resize(self, columns, rows=None):
        rows = rows or self.screen.lines
        self.screen.resize(rows, columns)
        self.set_size(columns, rows)
        return self.settle()

    @property
    def text(self):
        return self.plain(self.raw)

    @staticmethod
    def plain(raw):
        shown = raw.decode("utf-8", "replace")
        return re.sub(r"\x1b(\[[0-9;?]*[ -/]*[@-~]|\][^\a]*\a|[=>()][0B]?)", "", shown)

    @property
    def lines(self):
        """The rows of the window, without blanks at their ends, down to the cursor's or the last that is not blank."""
        lines = [line.rstrip() for line in self.screen.display]
        used = max([i for i, line in enumerate(lines) if line] + [self.screen.cursor.y])
        return lines[: used + 1]

    @property
    def cursor(self):
        return self.screen.cursor.y, self.screen.cursor.x

    def picture(self, looks=False):
        """The window as text, with a mark under the cursor, and a line of looks under each row that has any."""
        row, column = self.cursor
        out = []
        for i, line in enumerate(self.lines):
            out.append(line)
            if i == row:
                out.append(" " * column + "^")
            if looks and set(self.looks(i)) - {"."}:
                out.append(self.looks(i))
        return "\n".join(out) + "\n"

    def looks(self, row):
        """A letter for the look of each cell: . plain, its colour's first letter, capital when bold, _ underlined, ~ dim …"""
        cells = self.screen.buffer[row]
        names = {"default": ".", "brown": "y"}
        out = ""
        for column in range(len(self.screen.display[row].rstrip())):
            cell = cells[column]
            letter = names.get(cell.fg, cell.fg[0])
            out += "R" if cell.reverse else "_" if cell.underscore else letter.upper() if cell.bold else letter
        return out

    # ---- Waiting

    def pump(self, seconds):
        """Takes what comes within the time; False when the other side closed."""
        if not select.select([self.fd], [], [], max(0, seconds))[0]:
            return True
        try:
            data = os.read(self.fd, 1 << 16)
        except OSError:
            return False
        self.raw += data
        self.stream.feed(data)
        return bool(data)

    def unread(self):
        """Bytes typed that nobody has taken yet. Asking whether there are any makes the kernel hand over what is on its way, and
        send the signals that it makes of keys."""
        select.select([self.slave], [], [], 0)
        return struct.unpack("i", fcntl.ioctl(self.slave, termios.FIONREAD, b"\0\0\0\0"))[0]

    def has_ended(self):
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None

    def system_call(self):
        """The number and the arguments of the call in which the first thread of whoever has the terminal sleeps; none if it
        runs. Keys are read by first threads; what others do is no sign of anything."""
        with contextlib.suppress(OSError, ValueError):
            return [int(word, 0) for word in open(f"/proc/{os.tcgetpgrp(self.fd)}/syscall").read().split()[:7]]
        return []

    def is_waiting(self):
        """Whether whoever has the terminal sleeps until a key comes, without a time limit."""
        call = self.system_call()
        if len(call) < 7:
            return False
        number, first, _, third, _, fifth, _ = call
        if platform.machine() == "x86_64":
            read, poll, pselect, ppoll = 0, 7, 270, 271
        else:
            read, poll, pselect, ppoll = 63, None, 72, 73
        return (number == read and first == 0 or number == poll and third & 0xFFFFFFFF == 0xFFFFFFFF
                or number == pselect and fifth == 0 or number == ppoll and third == 0)

    def settle(self):
        """Waits until all that was typed is taken, everything is drawn and the program waits for more.

        Whoever sleeps in a wait for keys, after the last one was taken, has done all that they asked for; what it wrote before
        it slept comes with the next look. So two looks at which nothing comes, nothing is unread and it sleeps are enough,
        however slow the machine is."""
        end, quiet = time.monotonic() + PATIENCE, 0
        while time.monotonic() < end:
            before = len(self.raw)
            if not self.pump(0.001):
                return self
            if self.has_ended():
                raise AssertionError(f"it has ended; the end of what was shown: {self.text[-400:]!r}")
            # In this order: a program may take a key and be at work before it sleeps again.
            quiet = quiet + 1 if len(self.raw) == before and not self.unread() and self.is_waiting() else 0
            if quiet == 2:
                return self
        raise AssertionError(f"it does not settle ({self.unread()} bytes unread, system call {self.system_call()}); "
                             f"the end of what was shown: {self.text[-400:]!r}")

    def wait(self, pattern, what=None):
        """Waits until the text since the last mark matches. What stands at its end has come after the last keys: the prompt
        at which they were typed is not the next one."""
        end = time.monotonic() + PATIENCE
        source = pattern.pattern if isinstance(pattern, re.Pattern) else pattern

        def matches():
            return re.search(pattern, self.since_mark()) and (
                not source.endswith("$") or re.search(pattern, self.plain(self.raw[self.shown_before:])))

        while not matches():
            if time.monotonic() > end or not self.pump(min(0.2, end - time.monotonic())):
                if matches():
                    break
                raise AssertionError(f"no {what or pattern!r} in {self.since_mark()[-600:]!r}")
        return self

    def since_mark(self):
        return self.text[self.marked:]

    def mark(self):
        self.marked = len(self.text)
        return self

    # ---- Doing

    def send(self, keys):
        data = keys.encode() if isinstance(keys, str) else keys
        self.shown_before = len(self.raw)
        while data:
            _, writable, _ = select.select([], [self.fd], [], 0.05)
            if writable:
                data = data[os.write(self.fd, data[:512]):]
            self.pump(0)
        return self

    def type(self, *keys):
        """Types one thing after the other, each when the one before is settled, as slow as a person."""
        for key in keys:
            self.settle().send(key)
        return self.settle()

    def prompt(self):
        return self.settle()

    def run(self, keys, pattern):
        """Types an entry at a prompt and waits for output on a line of its own, then for the next prompt."""
        self.settle().mark().send(keys)
        self.wait(r"(?m)^" + pattern + r"\r?$")
        return self.settle()

    def exit_code(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if not self.pump(0.02):
                time.sleep(0.005)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                while select.select([self.fd], [], [], 0)[0] and self.pump(0):
                    pass
                return os.waitstatus_to_exitcode(status)
        raise AssertionError("it does not end")

    def leave(self):
        self.settle().send("\x04")
        code = self.exit_code()
        assert code == 0, f"exit code {code}"

    def is_cooked(self):
        return bool(termios.tcgetattr(self.fd)[3] & termios.ICANON)

    def close(self):
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        os.close(self.slave)
        os.close(self.fd)
