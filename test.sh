#!/usr/bin/env bash
# Installs what is missing, builds, runs every test project. The last line is N passed, N failed, N skipped.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cd "$root"
# shellcheck source=.ci/programs.sh
source .ci/programs.sh

# A project that hangs must not hang the whole run.
readonly patience=900
logs=$(mktemp -d)
passed=0 failed=0 skipped=0

# Runs one part and says how long it took.
part() {
    local name=$1 from=$EPOCHREALTIME status=0
    shift
    echo "== $name"
    "$@" || status=$?
    awk -v name="$name" -v from="$from" -v to="$EPOCHREALTIME" 'BEGIN { printf "== %s took %.2f minutes\n", name, (to - from) / 60 }'
    return "$status"
}

# The number behind a word in the line that `dotnet test` ends with.
count() {
    sed -nE "s/^(Passed|Failed|Skipped)! .*$1: *([0-9]+).*/\2/p" "$2" | tail -n 1
}

# Lists of packages are needed by tests that download one.
programs() {
    need_programs tests || return
    if can_install && ! apt-cache policy openshot-qt 2>/dev/null | grep -q 'Candidate: [0-9]'; then
        as_root apt-get update -q >"$logs/apt.log" 2>&1 || tail -n 5 "$logs/apt.log" >&2
    fi
}

run_tests() {
    local project=$1 log
    log=$logs/$(basename "$project").log
    timeout --kill-after=10 "$patience" dotnet test --no-build -c Release "$project" </dev/null 2>&1 | tee "$log"
}

# Adds up; a project without a summary, or without a test, counts as a failure of its own.
add_up() {
    local project=$1 status=$2 log ran
    log=$logs/$(basename "$project").log
    ran=$(count Total "$log")
    if [[ -z $ran || $ran == 0 ]]; then
        echo "$project ran no test or ended without a summary (exit code $status)." >&2
        failed=$((failed + 1))
        return
    fi
    passed=$((passed + $(count Passed "$log")))
    skipped=$((skipped + $(count Skipped "$log")))
    local bad
    bad=$(count Failed "$log")
    # Said to be fine, but ended badly: something broke after the summary.
    [[ $bad != 0 || $status == 0 ]] || bad=1
    failed=$((failed + bad))
}

need_dotnet
part "install" programs
part "restore" dotnet restore Flamenco.sln --locked-mode -v quiet
part "build" dotnet build Flamenco.sln -c Release --no-restore -v quiet --nologo

while read -r project; do
    status=0
    part "$project" run_tests "$project" || status=$?
    add_up "$project" "$status"
done < <(grep -l '<IsTestProject>true' test/*/*.csproj)

rm -rf "$logs"
echo "$passed passed, $failed failed, $skipped skipped"
[[ $failed == 0 ]]
