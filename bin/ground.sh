# Sourced by the commands beside it: goes to the repository and finds a Python that can carry Gezhi.
# The virtual environment's own comes first, if its install was finished. Then those of the distribution: they are
# built with profile-guided optimisation, which one that was compiled on the spot seldom is, and run the tests a tenth
# faster. A name may be a shim that does not run, so each is tried.

case "${GEZHI_VAR:-/}" in
/*) ;;
*) export GEZHI_VAR="$PWD/$GEZHI_VAR" ;;
esac
cd -- "$(dirname -- "$0")/.."

python=
stamp=$(cat .venv/gezhi-stamp 2>/dev/null || :)
for candidate in ${stamp:+.venv/bin/python} /usr/bin/python3.12 /usr/bin/python3.11 \
    python3.12 python3.11 python3 python; do
    if "$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info[:2] not in {(3, 11), (3, 12)})' \
        </dev/null >/dev/null 2>&1; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    echo "Gezhi needs Python 3.11 or 3.12 with its venv module, and found neither python3.12 nor python3.11." >&2
    echo "On Debian or Ubuntu: apt-get install python3 python3-venv" >&2
    exit 1
fi
