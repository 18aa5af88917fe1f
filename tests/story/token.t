#!/bin/sh
# A person's keys on a token (here softhsm2, a token that is none): made with its PIN, opened with
# it, and with nothing else; what is sealed to the person reads with the token in alone.
set -u
tree=$(cd "$(dirname "$0")/../.." && pwd)
program=${LIAISON_PROGRAM:-$tree/build/release/liaison}
driver=/usr/lib/softhsm/libsofthsm2.so

if ! command -v softhsm2-util >/dev/null || [ ! -e $driver ]; then
    echo "1..0 # SKIP softhsm2 is not installed"
    exit
fi
dir=$(mktemp -d "${TMPDIR:-/tmp}/liaison.XXXXXX")
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 1
unset LIAISON_DIR LIAISON_PERSON

count=0
tap() {
    count=$((count + 1))
    if [ "$1" -eq 0 ]; then
        echo "ok $count - $2"
    else
        echo "not ok $count - $2"
        sed 's/^/# /' out err
    fi
}
# The verb, and what it prints; its exit code is the first argument.
run() {
    want=$1
    what=$2
    shift 2
    "$program" "$@" >out 2>err
    code=$?
    [ $code -eq "$want" ]
    tap $? "$what (exit $code)"
}
says() {
    grep -q "$1" out err
    tap $? "it says: $1"
}

mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$dir" >softhsm2.conf
SOFTHSM2_CONF=$dir/softhsm2.conf
export SOFTHSM2_CONF
openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -out key.pem 2>/dev/null
softhsm2-util --init-token --free --label anna --pin 123456 --so-pin 654321 >/dev/null &&
    softhsm2-util --import key.pem --token anna --label liaison --id 01 --pin 123456 >/dev/null
tap $? "a token with one RSA key"
printf '123456' >pin
printf '000000' >wrong
token="pkcs11:token=anna;object=liaison?module-path=$driver"

"$program" init eu --id eu --name EU --root-out eu.root --no-passphrase >out 2>err
LIAISON_DIR=$dir/eu
LIAISON_PERSON=anna
LIAISON_PERSON_PASSPHRASE_FILE=$dir/pin
export LIAISON_DIR LIAISON_PERSON LIAISON_PERSON_PASSPHRASE_FILE
run 0 "a person" person add anna
run 2 "what is no URI is refused" person key anna --token anna
run 2 "and one without a driver" person key anna --token "pkcs11:token=anna;object=liaison"
says "module-path"
run 1 "a token that is not here" person key anna --token "pkcs11:token=bo;object=liaison?module-path=$driver"
says "put it in"
run 1 "a key that is not on it" person key anna --token "pkcs11:token=anna;object=other?module-path=$driver"
cp $driver driver.so && chmod go+w driver.so
run 1 "a driver that others may write to" person key anna --token "pkcs11:token=anna?module-path=$dir/driver.so"
LIAISON_PERSON_PASSPHRASE_FILE=$dir/wrong
run 1 "another PIN" person key anna --token "$token"
says "not its PIN"
[ ! -e eu/main/persons ] || [ -z "$(ls eu/main/persons)" ]
tap $? "of all that nothing was left"
LIAISON_PERSON_PASSPHRASE_FILE=$dir/pin
run 0 "her keys, opened by the token" --json person key anna --token "$token"
contact=$(sed -n 's/^  "id": "\(.*\)",\{0,1\}$/\1/p' out)
run 0 "the contact says so" show "$contact" --purpose work
says hardware
grep -q 123456 eu/main/persons/*.key
[ $? -ne 0 ]
tap $? "the PIN is not kept"
run 0 "a record that may have been got under duress" --json new matter --set core.title=M
item=$(sed -n 's/^  "id": "\(.*\)",\{0,1\}$/\1/p' out)
run 0 "she signs with the token" except "$item" --until 2999-01-01 --reason R --unlock
LIAISON_PERSON_PASSPHRASE_FILE=$dir/wrong
run 1 "not with another PIN" except "$item" --until 2998-01-01 --reason R --unlock
LIAISON_PERSON_PASSPHRASE_FILE=$dir/pin
mv tokens away && mkdir tokens
run 1 "nor without the token" except "$item" --until 2998-01-01 --reason R --unlock
says "put it in"
echo "1..$count"
