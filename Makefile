# make demo    build the program and turn the example workbook into a PDF (Go only)
# make test    all tests that need Go only
# make bench   benchmarks of every stage
# make external  tests with other programs: see below for what they need
GO ?= go
OUT := out
EXAMPLE := examples/example-county-2024

.PHONY: demo build test race lint bench manual external external-tools cross examples clean

build:
	@mkdir -p bin
	$(GO) build -trimpath -o bin/budgetbook ./cmd/budgetbook

demo: build
	@mkdir -p $(OUT)
	@./bin/budgetbook build $(EXAMPLE).xlsx -o $(OUT)/example-county-2024.pdf >/dev/null
	@echo "The disclosure of the example unit: $(OUT)/example-county-2024.pdf"

test:
	$(GO) test ./...

# The race detector makes everything some ten times slower: -short gives it fewer
# generated inputs. "make test" runs all of them.
race:
	$(GO) test -race -short -timeout 30m ./...

lint:
	$(GO) vet ./...
	$(GO) vet -tags external ./...
	@test -z "$$(gofmt -l cmd internal fonts templates)" || { gofmt -l cmd internal fonts templates; exit 1; }

# Writes docs/rules.md again from the rule catalogue.
manual: build
	./bin/budgetbook rules --markdown > docs/rules.md

bench:
	$(GO) test -run '^$$' -bench . -benchmem ./...

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
	GOOS=windows GOARCH=amd64 $(GO) build -o /dev/null ./cmd/budgetbook
	GOOS=linux GOARCH=arm64 $(GO) build -o /dev/null ./cmd/budgetbook
	GOOS=linux GOARCH=loong64 $(GO) build -o /dev/null ./cmd/budgetbook

# Writes the example workbook again from its data, after a change of the template.
examples: build
	./bin/budgetbook new --data $(EXAMPLE).json -o $(EXAMPLE).xlsx --force

clean:
	rm -rf bin $(OUT)
