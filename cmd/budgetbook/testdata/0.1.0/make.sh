#!/bin/sh
# Makes what is in this folder, with the program of release 0.1.0 (commit bfc77aa):
#   sh make.sh /path/to/budgetbook
# The inputs are compact.json and roster.csv. A newer program must read what this wrote;
# do not run it with one.
set -eu
program=$1
cd "$(dirname "$0")"
[ "$("$program" --version)" = "budgetbook 0.1.0" ] || { echo "not release 0.1.0" >&2; exit 2; }
rm -rf ./*.xlsx ./*.pdf filing.json batch site

"$program" new --year 2025 --unit 示例县财政局 --region 示例县 -o blank-full.xlsx
"$program" new --year 2025 --unit 示例县财政局 --region 示例县 --layout compact --lang both -o blank-compact.xlsx
"$program" new --data compact.json --layout compact -o compact.xlsx
"$program" convert compact.xlsx --layout full -o full.xlsx
"$program" export full.xlsx -o filing.json
for lang in zh en both; do
	"$program" build full.xlsx --lang $lang -o disclosure-$lang.pdf
done

# Three workbooks: sound, with an error, cut off.
in=$(mktemp -d)
trap 'rm -rf "$in"' EXIT
cp compact.xlsx "$in/008001.xlsx"
sed -e 's/"code": "008001"/"code": "008002"/' -e 's/"expenditure": "81.11"/"expenditure": "81.12"/' filing.json > "$in/008002.json"
head -c 5000 full.xlsx > "$in/010001.xlsx"
"$program" batch "$in" -o batch || [ $? = 1 ]
"$program" board batch --roster roster.csv --today 2024-03-01 --from-bureau 示例县财政局 --contact 0350-1234567 || [ $? = 1 ]
"$program" publish batch -o site --title 示例县预算公开 --base-url https://www.example.gov.cn/budget
