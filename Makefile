# make demo    build the program and turn the example workbook into a PDF (Go only)
# make test    all tests that need Go only
# make quick   vet and the fast tests: under a minute when the build cache is warm
# make linter  golangci-lint, at the version tools/go.mod names
# make licences  gather the licence texts the program carries, after a change of modules or fonts
# make fuzz    random input for every reader of foreign files, for FUZZTIME each
# make figures sizes, names and circles of every package
# make trial   a small share of "make torture", for every change
# make torture thousands of sound filings, mutations and mistakes against the built program
# make bench   benchmarks of every stage, recorded; make bench-compare holds a tree against them
# make external  tests with other programs: see below for what they need
GO ?= go
OUT := out
EXAMPLE := examples/example-county-2024

# Nothing of the program is C. Without cgo it is linked statically and starts on systems
# with an older C library than that of the machine it was built on.
build cross: export CGO_ENABLED := 0

.PHONY: demo build test quick race fuzz lint linter figures licences trial torture bench bench-compare manual external external-tools cross examples clean

build:
	@mkdir -p bin
	$(GO) build -trimpath -o bin/budgetbook ./cmd/budgetbook

demo: build
	@mkdir -p $(OUT)
	@./bin/budgetbook build $(EXAMPLE).xlsx -o $(OUT)/example-county-2024.pdf >/dev/null
	@echo "The disclosure of the example unit: $(OUT)/example-county-2024.pdf"

test:
	$(GO) test ./...

# "quick" is for between two edits. It leaves out the packages whose tests go the whole
# way from workbooks to pages, several seconds a test; test binaries that did not change
# are not run again.
WHOLE_WAY = build|press|board|distribute|cmd/budgetbook
quick:
	$(GO) vet ./...
	$(GO) test -short $$($(GO) list ./... | grep -vE '/($(WHOLE_WAY))$$')

# The race detector makes everything some ten times slower: it is for the packages that do
# things side by side, and so for all that these call; -short gives it fewer generated
# inputs. "make test" runs all of them.
SIDE_BY_SIDE = ./cmd/... ./internal/bureau/... ./internal/press ./internal/pdf ./internal/output ./internal/xlsx ./internal/calc ./internal/message ./internal/wording ./internal/character
race:
	$(GO) test -race -short -timeout 30m $(SIDE_BY_SIDE)

lint:
	$(GO) vet ./...
	$(GO) vet -tags external ./...
	@test -z "$$(gofmt -l cmd internal fonts templates tools)" || { gofmt -l cmd internal fonts templates tools; exit 1; }

# Tools have a module of their own, so that the program depends on none of them.
bin/golangci-lint bin/benchstat: tools/go.mod
	@mkdir -p bin
	cd tools && $(GO) build -o ../$@ $(TOOL_$(@F))
TOOL_golangci-lint = github.com/golangci/golangci-lint/v2/cmd/golangci-lint
TOOL_benchstat = golang.org/x/perf/cmd/benchstat

linter: bin/golangci-lint
	bin/golangci-lint run ./...
	cd tools && $(GO) vet ./... && $(GO) test ./...

# What tools/trial measures, in docs/trial.md. Each command ends with 1 where a goal is missed;
# seeds are fixed. On two processors "torture" takes an hour and a half: sheets in 元 and filled
# workbooks 25 minutes for 1,000, JSON two minutes for 1,000 of a way, mutations 20 minutes,
# officers 5, the 18,500 damaged files about an hour. Faults at every operation of every writing command, 200 kills of each and a second
# run at every operation take some two and a half hours more (reckoned from every sixth one);
# they need Linux on amd64. Random input for every reader, FUZZ long each, takes half an hour.
# "trial" takes two minutes.
SOUND ?= 1000
BOOKS ?= 200
MUTATIONS ?= 9
EVERY ?= 1
MANGLE_SHARE ?= 1
FAULTS_EVERY ?= 1
KILLS ?= 200
STOPS ?= 20
FUZZ ?= 3m
TRIED = $(abspath bin/budgetbook)

torture: build
	@$(MAKE) fuzz FUZZTIME=$(FUZZ)
	@mkdir -p $(OUT)/trial
	cd tools/trial && $(GO) build -trimpath -o ../../$(OUT)/trial/ ./sound ./mutate ./officer ./mangle ./faults
	@set -x; missed=0; cd $(OUT)/trial; \
	./sound -bin $(TRIED) -n $(SOUND) -way all -seed 1 || missed=1; \
	./sound -bin $(TRIED) -n $(BOOKS) -way formulas -seed 2 -books || missed=1; \
	./sound -bin $(TRIED) -n $(BOOKS) -way independent -seed 3 -books -layout compact || missed=1; \
	./mutate -bin $(TRIED) -n $(MUTATIONS) -every $(EVERY) -way all -seed 5 || missed=1; \
	./officer -bin $(TRIED) -set single -seed 11 -out single.md || missed=1; \
	./officer -bin $(TRIED) -set fresh -seed 11 -out fresh.md || missed=1; \
	./mangle -bin $(TRIED) -share $(MANGLE_SHARE) -seed 13 -out mangle.md -keep mangled -rules $(abspath templates/shanxi) || missed=1; \
	./faults -bin $(TRIED) -every $(FAULTS_EVERY) -seed 1 -out faults.md || missed=1; \
	./faults -bin $(TRIED) -kill $(KILLS) -seed 2 -out kills.md || missed=1; \
	./faults -bin $(TRIED) -stop $(STOPS) -seed 4 -out stops.md || missed=1; \
	./faults -bin $(TRIED) -together -every $(FAULTS_EVERY) -seed 3 -out together.md || missed=1; \
	exit $$missed

# The tests of the trial look at the built program too.
trial: build
	@mkdir -p $(OUT)/trial
	cd tools/trial && $(GO) vet ./... && BUDGETBOOK=$(TRIED) $(GO) test ./...
	cd tools/trial && $(GO) build -trimpath -o ../../$(OUT)/trial/ ./sound ./mutate ./mangle ./faults
	$(OUT)/trial/sound -bin $(TRIED) -n 20 -way all -seed 1
	$(OUT)/trial/mutate -bin $(TRIED) -n 2 -every 5 -way all -seed 5 -out $(OUT)/trial/mutations.md
	$(OUT)/trial/mangle -bin $(TRIED) -share 60 -seed 13 -out $(OUT)/trial/mangle.md
	$(OUT)/trial/faults -bin $(TRIED) -commands build,export,check -seed 1
	$(OUT)/trial/faults -bin $(TRIED) -commands 'distribute again,batch,publish' -every 40 -seed 1

# A reader of foreign files has a fuzz target in its package, and what was found once in
# testdata/fuzz, which every run of the tests reads again.
FUZZTIME ?= 20s
READERS = xlsx:FuzzOpen intake:FuzzSheet calc:FuzzCompute filing:FuzzUnmarshal pdf:FuzzFiles pdf:FuzzProbe bureau/roster:FuzzRead \
	profile:FuzzReplaceCodes profile:FuzzLoad formula:FuzzParse

fuzz:
	@for target in $(READERS); do \
		$(GO) test -run '^$$' -fuzz "^$${target#*:}$$" -fuzztime $(FUZZTIME) ./internal/$${target%:*} || exit 1; \
	done

# Lines, names, circles of files, long functions: see tools/figures.
figures:
	@cd tools && $(GO) run ./figures -C ..

# The licences of all that is compiled in: see tools/licences.
licences:
	@mkdir -p $(OUT)
	cd tools && $(GO) run ./licences -C .. > ../$(OUT)/licences.txt
	mv $(OUT)/licences.txt cmd/budgetbook/licences.txt

# Writes docs/rules.md again from the rule catalogue.
manual: build
	./bin/budgetbook rules --markdown > docs/rules.md

# "bench" records what this machine needs, "bench-compare" measures again and holds it
# against the record. Times of another machine say little; allocations do.
BASELINE = docs/benchmarks/baseline.txt
BENCH = $(GO) test -run '^$$' -bench . -benchmem -count $(COUNT) $$(grep -rl '^func Benchmark' cmd internal --include='*_test.go' | xargs -n1 dirname | sort -u | sed 's|^|./|')
COUNT ?= 6

bench:
	@mkdir -p $(OUT) $(dir $(BASELINE))
	$(BENCH) > $(OUT)/bench.txt
	grep -vE '^(PASS|ok )' $(OUT)/bench.txt > $(BASELINE)

bench-compare: bin/benchstat
	@mkdir -p $(OUT)
	$(BENCH) > $(OUT)/bench.txt
	bin/benchstat recorded=$(BASELINE) now=$(OUT)/bench.txt

# Installs (Debian): poppler-utils, qpdf, mupdf-tools to read PDFs back with other
# programs; PDFBox Preflight with Java to judge them for archives; LibreOffice and
# python3-openpyxl to fill and re-save workbooks and to read letters; Slurm and munge to
# run batch as an array of tasks; Chromium and npm (for axe-core) to look at a site.
external-tools:
	apt-get update -qq
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		poppler-utils qpdf mupdf-tools default-jre-headless libpdfbox2-java libbcprov-java \
		libbcmail-java libjaxb-api-java libactivation-java libreoffice-calc-nogui libreoffice-writer-nogui python3-openpyxl python3-uno \
		slurm-wlm munge chromium $(if $(shell command -v npm),,nodejs npm)

# Packages whose tests need other programs; -count=1 because those are no input the
# test cache knows of.
EXTERNAL = $(addprefix ./,$(sort $(dir $(shell grep -rl '^//go:build external' cmd internal --include='*_test.go'))))

external:
	$(GO) test -count=1 -timeout 30m -tags external -run '^TestExternal' $(EXTERNAL)

cross:
	@mkdir -p $(OUT)/cross
	GOOS=windows GOARCH=amd64 $(GO) build -trimpath -o /dev/null ./cmd/budgetbook
	for arch in amd64 arm64 loong64; do \
		GOOS=linux GOARCH=$$arch $(GO) build -trimpath -o $(OUT)/cross/budgetbook-$$arch ./cmd/budgetbook && \
		BUDGETBOOK_BINARY=$(abspath $(OUT))/cross/budgetbook-$$arch $(GO) test -count=1 -run '^TestNeedsNothingOfTheMachine$$' ./cmd/budgetbook || exit 1; \
	done

# Writes the example workbook again from its data, after a change of the template.
examples: build
	./bin/budgetbook new --data $(EXAMPLE).json -o $(EXAMPLE).xlsx --force

clean:
	rm -rf bin $(OUT)
