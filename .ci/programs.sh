# Sourced by demo.sh and test.sh: what the farm needs on the machine, installed where that is possible.
# shellcheck shell=bash

if [[ $(id -u) == 0 && -z ${FLAMENCO_ALLOW_ROOT:-} ]]; then
    echo "Running as root: FLAMENCO_ALLOW_ROOT=1 is set for what is started here." >&2
    export FLAMENCO_ALLOW_ROOT=1
fi
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Is there a PostgreSQL server that tests can start? Debian keeps it out of PATH, one folder a version.
has_postgresql() {
    command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

# Debian's packages whose programs or libraries are not there; with "tests" also those that only tests need.
missing_packages() {
    command -v blender >/dev/null || echo blender
    command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null || echo ffmpeg
    # Blender's package does not pull it in, and EEVEE ends without it.
    /sbin/ldconfig -p 2>/dev/null | grep -q 'libEGL\.so\.1' || echo libegl1
    # A cluster that the package may start by itself is left alone: the tests start one of their own, on a free port.
    [[ ${1:-} != tests ]] || has_postgresql || echo postgresql
    # Sets the clock of a single process wrong.
    [[ ${1:-} != tests ]] || command -v faketime >/dev/null || echo faketime
}

# Runs a command as root, if that is possible without asking.
as_root() {
    if [[ $(id -u) == 0 ]]; then
        "$@"
    else
        sudo -n "$@"
    fi
}

can_install() {
    command -v apt-get >/dev/null && { [[ $(id -u) == 0 ]] || sudo -n true 2>/dev/null; }
}

need_dotnet() {
    command -v dotnet >/dev/null && dotnet --version >/dev/null 2>&1 && return
    echo "The .NET SDK that global.json names is missing. Install version 10 (https://dot.net) and make sure that 'dotnet' is in PATH." >&2
    return 1
}

# Installs what is missing, or says what to install; "tests": for the tests as well.
need_programs() {
    local missing log
    mapfile -t missing < <(missing_packages "$@")
    [[ ${#missing[@]} == 0 ]] && return

    if ! can_install; then
        echo "Missing: ${missing[*]}. Install them (on Debian and Ubuntu: apt-get install ${missing[*]}), then run this again." >&2
        return 1
    fi

    echo "Installing ${missing[*]} …" >&2
    log=$(mktemp)
    if ! { as_root apt-get update -q && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
        tail -n 20 "$log" >&2
        echo "The packages can not be installed; the lines above say why." >&2
        return 1
    fi
    rm -f "$log"
}
