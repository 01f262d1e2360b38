// Saves a workbook again with SheetJS and ExcelJS: as they read it, and its values alone
// in a new workbook. node resave.js IN FOLDER
'use strict';
const path = require('path');
const XLSX = require('xlsx');
const ExcelJS = require('exceljs');
const [, , input, folder] = process.argv;

function sheetjs() {
  const book = XLSX.readFile(input, { cellFormula: true, cellStyles: true, cellNF: true });
  XLSX.writeFile(book, path.join(folder, 'sheetjs-inline.xlsx'), { bookSST: false });
  XLSX.writeFile(book, path.join(folder, 'sheetjs-shared.xlsx'), { bookSST: true, compression: true });
  const plain = XLSX.utils.book_new();
  for (const name of book.SheetNames) {
    const rows = XLSX.utils.sheet_to_json(book.Sheets[name], { header: 1, raw: true, blankrows: true, range: 0 });
    XLSX.utils.book_append_sheet(plain, XLSX.utils.aoa_to_sheet(rows), name);
  }
  XLSX.writeFile(plain, path.join(folder, 'sheetjs-plain.xlsx'));
}

async function exceljs() {
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(input);
  await book.xlsx.writeFile(path.join(folder, 'exceljs.xlsx'));
  const plain = new ExcelJS.Workbook();
  book.eachSheet((sheet) => {
    const to = plain.addWorksheet(sheet.name);
    sheet.eachRow((row, r) => row.eachCell((cell, c) => {
      if (cell.isMerged && cell.master !== cell) return;
      to.getCell(r, c).value = cell.result !== undefined ? cell.result : cell.value && cell.value.formula ? null : cell.value;
    }));
  });
  await plain.xlsx.writeFile(path.join(folder, 'exceljs-plain.xlsx'));
}

sheetjs();
exceljs().catch((e) => { console.error(e); process.exit(1); });
