"""Compiles every .cu file beside this one to PTX with NVRTC, and writes the .ptx where it differs."""

import ctypes
import importlib.util
import pathlib
import sys

ARCHITECTURE = "compute_70"
OPTIONS = [f"--gpu-architecture={ARCHITECTURE}", "--std=c++17", "-default-device"]


class Nvrtc:
    """The handful of NVRTC's C functions that turn a source text into PTX."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL(str(find_library()))
        self.library.nvrtcGetErrorString.restype = ctypes.c_char_p

    def call(self, name: str, *arguments: object) -> None:
        status = getattr(self.library, name)(*arguments)
        if status:
            raise RuntimeError(f"{name}: {self.library.nvrtcGetErrorString(status).decode()}")

    def version(self) -> str:
        major, minor = ctypes.c_int(), ctypes.c_int()
        self.call("nvrtcVersion", ctypes.byref(major), ctypes.byref(minor))
        return f"{major.value}.{minor.value}"

    def compile(self, name: str, source: str) -> str:
        program = ctypes.c_void_p()
        self.call("nvrtcCreateProgram", ctypes.byref(program), source.encode(), name.encode(), 0, None, None)
        try:
            options = (ctypes.c_char_p * len(OPTIONS))(*(option.encode() for option in OPTIONS))
            status = self.library.nvrtcCompileProgram(program, len(OPTIONS), options)
            log = self.text(program, "nvrtcGetProgramLog")
            if status:
                raise RuntimeError(f"{name} does not compile:\n{log}")
            return self.text(program, "nvrtcGetPTX")
        finally:
            self.call("nvrtcDestroyProgram", ctypes.byref(program))

    def text(self, program: ctypes.c_void_p, getter: str) -> str:
        size = ctypes.c_size_t()
        self.call(f"{getter}Size", program, ctypes.byref(size))
        buffer = ctypes.create_string_buffer(size.value)
        self.call(getter, program, buffer)
        return buffer.value.decode()


def find_library() -> pathlib.Path:
    """The shared library inside the installed package nvidia-cuda-nvrtc-cu12."""
    package = importlib.util.find_spec("nvidia.cuda_nvrtc")
    if package is None or package.submodule_search_locations is None:
        sys.exit("install the package nvidia-cuda-nvrtc-cu12 into this Python first")
    folder = pathlib.Path(next(iter(package.submodule_search_locations))) / "lib"
    return next(path for path in sorted(folder.glob("libnvrtc.so*")))


def main() -> int:
    check = "--check" in sys.argv[1:]
    nvrtc = Nvrtc()
    stale = []
    for source in sorted(pathlib.Path(__file__).parent.glob("*.cu")):
        header = f"// Written by `cargo xtask kernels` from {source.name} with NVRTC {nvrtc.version()}; do not edit.\n"
        text = header + nvrtc.compile(source.name, source.read_text())
        target = source.with_suffix(".ptx")
        if target.exists() and target.read_text() == text:
            continue
        stale.append(target.name)
        if not check:
            target.write_text(text)
    for name in stale:
        print(f"{name}: {'differs' if check else 'written'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
