#!/usr/bin/env bash
# Prepares a Debian 12 machine for this checkout: system packages, then `.venv` with the hash-locked dependencies.
# Usage: build/setup.sh [--compare] [PACKAGE…]   A second run takes a moment.
#   --compare   also what tests and the bench compare with: a Chromium of 2020, Pagefind, jieba, Hugo
#   PACKAGE…    extra Debian packages, e.g. postgresql
set -euo pipefail
cd "$(dirname "$0")/.."

compare=
if [ "${1-}" = --compare ]; then compare=yes; shift; fi

# libharfbuzz-subset0: font subsetting in WeasyPrint is 36 times slower without it.
# chromium-headless-shell, nodejs: browser and JavaScript tests, screenshots. fonts-noto-cjk: Chinese in that Chromium.
# libatomic1: Playwright drives the browser through a program that needs it.
packages=(python3 python3-venv git libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 chromium-headless-shell nodejs libatomic1 fonts-noto-cjk "$@")
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
if ((${#missing[@]})); then
  run=()
  if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null && sudo -n true 2>/dev/null; then run=(sudo); else
      echo "缺少系统软件包。请让管理员执行下面这条命令，然后重来：" >&2
      echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
      exit 1
    fi
  fi
  echo "安装系统软件包：${missing[*]}"
  "${run[@]}" apt-get update -qq
  "${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "${missing[@]}" |
    awk '/^Get:/ { print "  下载 " $5 } /^Setting up/ { print "  安装 " $3 } { fflush() }'
fi

# Install the packages of a lock. No dependency resolution: it is complete, and every archive is checked against its
# hash. What of it is used is compiled when it is first used, which is half of the time.
install() {
  .venv/bin/pip install --disable-pip-version-check --no-input --progress-bar off --no-compile --require-hashes --no-deps \
    -r "$1" 2>&1 | awk -v total="$(grep -c '==' "$1")" -v seen="$([ -t 1 ] && echo 1)" '
      /^Collecting/ { n++; if (seen) { printf "\r  [%d/%d] %-50s", n, total, $2; fflush() }; next }
      /^Installing/ { if (seen) { printf "\r  %-60s", "正在安装……"; fflush() }; next }
      /ERROR|error:|HASH|Expected|Got/ { print }
      END { if (seen) print "" }'
}

stamp=.venv/.locked
if ! cmp -s requirements.lock "$stamp" || ! .venv/bin/python -c '' 2>/dev/null; then
  # The system's own before one that lies earlier on the path: it is built with profile and link-time optimization, and
  # what was compiled by hand without them needs a sixth more of the processor for everything here.
  new_enough='import sys; sys.exit(sys.version_info < (3, 11))'
  for python in /usr/bin/python3 python3 ""; do "${python:-false}" -c "$new_enough" 2>/dev/null && break; done
  [ -n "$python" ] || { echo "需要 Python 3.11 或更新的版本。" >&2; exit 1; }
  echo "建立 .venv，安装锁定的依赖（约一两分钟）"
  "$python" -m venv --clear .venv
  install requirements.lock
  site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
  # An editable install by hand: `cms` and `bulletins` from the root, `press` from build/.
  printf '%s\n%s\n' "$PWD" "$PWD/build" > "$site/press.pth"
  printf '#!%s/.venv/bin/python\nfrom press.cli import main\n\nmain()\n' "$PWD" > .venv/bin/press
  chmod +x .venv/bin/press
  cp requirements.lock "$stamp"
fi

stamp=.venv/.compared
if [ -n "$compare" ] && ! cmp -s requirements-compare.lock "$stamp"; then
  echo "安装测试和测速用的旧版 Chromium、Pagefind、jieba 和 Hugo（约 230 MB）"
  if install requirements-compare.lock; then cp requirements-compare.lock "$stamp"; else
    # There is no old Chromium for some machines, such as Linux on arm: all else can still be tested.
    echo "没有装上；用到它们的测试会跳过。再试一次：build/setup.sh --compare" >&2
  fi
fi
