package io.millrace.examples.fraud;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import io.millrace.source.Line;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Comma-separated values with a header. A record is one line: a quotation mark that is never closed spoils its own line
 * and no other.
 */
final class CsvFormat implements TransactionFormat {

    private static final long serialVersionUID = 1;
    private static final String BYTE_ORDER_MARK = "\ufeff";
    private static final int LONGEST_HEADER = 1_000;

    private final List<Column> columns;

    private CsvFormat(List<Column> columns) {
        this.columns = columns;
    }

    static CsvFormat of(Path file) throws UnreadableLineException, IOException {
        try {
            return new CsvFormat(columns(new Line(file, 1, header(file))));
        } catch (IOException e) {
            throw Failures.cannotRead(file, e);
        }
    }

    /** Ends where the first line of the source does, which is not at a carriage return. */
    private static String header(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        // Not by a reader: that decodes ahead, and would complain of a line that has not come up yet.
        try (InputStream input = new BufferedInputStream(Files.newInputStream(file))) {
            for (int c = input.read(); c >= 0 && c != '\n' && bytes.size() < LONGEST_HEADER; c = input.read()) {
                bytes.write(c);
            }
        }
        String header = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes.toByteArray()))
                .toString();
        int from = header.indexOf(BYTE_ORDER_MARK) == 0 ? 1 : 0;
        int to = header.length() - (header.lastIndexOf("\r") == header.length() - 1 ? 1 : 0);
        return header.substring(from, Math.max(from, to));
    }

    private static List<Column> columns(Line header) throws UnreadableLineException {
        if (header.text().isBlank()) {
            throw new UnreadableLineException(header, "1", "'' is no header; it should be " + Column.labels());
        }
        List<Column> columns = new ArrayList<>();
        for (String label : values(header)) {
            Column column = Column.of(label).orElse(null);
            if (column == null || columns.contains(column)) {
                String fault = column == null ? " is not a column of " : " is there twice; the header is ";
                throw new UnreadableLineException(
                        header,
                        String.valueOf(columns.size() + 1),
                        UnreadableLineException.quoted(label) + fault + Column.labels());
            }
            columns.add(column);
        }
        for (Column column : Column.ALL) {
            if (!columns.contains(column)) {
                throw new UnreadableLineException(
                        header,
                        column.label(),
                        "is missing in the header " + UnreadableLineException.quoted(header.text()) + "; it should be "
                                + Column.labels());
            }
        }
        return List.copyOf(columns);
    }

    @Override
    public boolean holdsTransaction(Line line) {
        return line.number() > 1 && !line.text().isBlank();
    }

    @Override
    public Transaction parse(Line line) throws UnreadableLineException {
        UnreadableLineException.check(line);
        List<String> values = values(line);
        TransactionFields fields = new TransactionFields(line);
        for (int i = 0; i < values.size(); i++) {
            if (i == columns.size()) {
                throw new UnreadableLineException(
                        line,
                        String.valueOf(i + 1),
                        UnreadableLineException.quoted(values.get(i)) + " is one too many; the header has "
                                + columns.size() + " columns");
            }
            fields.put(columns.get(i), values.get(i));
        }
        return fields.transaction();
    }

    private static List<String> values(Line line) throws UnreadableLineException {
        int carriageReturn = line.text().indexOf('\r');
        if (carriageReturn >= 0) {
            throw new UnreadableLineException(
                    line,
                    String.valueOf(carriageReturn + 1),
                    UnreadableLineException.quoted(line.text()) + " has a carriage return; end lines with a line feed");
        }
        try {
            return CsvReader.builder()
                    .allowUnclosedQuote(false)
                    .ofSingleCsvRecord(line.text())
                    .getFields();
        } catch (CsvParseException e) {
            throw new UnreadableLineException(
                    line, "1", UnreadableLineException.quoted(line.text()) + " is not valid CSV: " + e.getMessage());
        }
    }
}
