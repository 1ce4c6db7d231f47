package io.millrace.files;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads comma-separated values as RFC 4180 has them. A quotation mark that is never closed spoils its own line, unless the next one in the file closes it as if it were meant to.
 */
final class CsvParser<T> extends TextParser<T> {

    private final RecordColumns mapped;
    private final CsvRow row;
    private final byte separator;
    private final boolean hasHeader;
    private final boolean ignoresUnknown;

    /** How many fields a line has. */
    private int width;

    /** Where the names of the columns come from, for messages. */
    private String columnsAre = "";

    CsvParser(RecordColumns mapped, char separator, boolean hasHeader, boolean ignoresUnknown) {
        this.mapped = mapped;
        this.row = new CsvRow(mapped);
        this.separator = (byte) separator;
        this.hasHeader = hasHeader;
        this.ignoresUnknown = ignoresUnknown;
    }

    @Override
    boolean hasHeader() {
        return hasHeader;
    }

    @Override
    void begin(Map<String, String> partitions) {
        List<RecordColumn> columns = mapped.columns();
        width = 0;
        for (int i = 0; i < columns.size(); i++) {
            String given = partitions.get(columns.get(i).name());
            row.place(i, given == null ? width++ : -1, given == null ? null : bytes(given));
        }
        columnsAre = "there are " + width + " columns: " + mapped.names();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    int header(byte[] bytes, int from, int to, boolean last, Map<String, String> partitions) {
        clear();
        int end = cut(bytes, from, to, last);
        while (end != MORE && reason == null && row.isBlank() && end < to) {
            end = cut(bytes, end, to, last);
        }
        if (end == MORE || reason != null) {
            return end;
        }
        if (row.isBlank()) {
            return last ? end : MORE;
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < row.count(); i++) {
            names.add(row.field(i));
        }
        place(names, partitions);
        return end;
    }

    private void place(List<String> names, Map<String, String> partitions) {
        String wanted = "; the columns are " + mapped.names();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                refuse(name, "it is there twice in the header" + wanted);
                return;
            }
            if (!ignoresUnknown && !mapped.names().contains(name)) {
                refuse(
                        name,
                        "it is not a component of " + mapped.type().getSimpleName() + wanted
                                + "; to read the others alone, say ignoringUnknownColumns()");
                return;
            }
        }
        width = names.size();
        columnsAre = "the header has " + width + " columns";
        List<RecordColumn> columns = mapped.columns();
        for (int i = 0; i < columns.size(); i++) {
            RecordColumn column = columns.get(i);
            int field = names.indexOf(column.name());
            String given = field < 0 ? partitions.get(column.name()) : null;
            if (field < 0 && given == null && !column.isOptional()) {
                refuse(
                        column.name(),
                        "it is missing in the header " + Texts.quoted(String.join(",", names))
                                + "; add it, or make the component an Optional");
                return;
            }
            row.place(i, field, given == null ? null : bytes(given));
        }
    }

    @Override
    @SuppressWarnings("unchecked") // what the constructor of the record makes
    int next(byte[] bytes, int from, int to, boolean last) {
        clear();
        int end = cut(bytes, from, to, last);
        if (end == MORE || reason != null || row.isBlank()) {
            return end;
        }
        if (row.count() != width) {
            refuse(
                    null,
                    Texts.quoted(Texts.beginning(bytes, from, end)) + " has " + row.count() + " fields, and "
                            + columnsAre);
            return end;
        }
        try {
            record = (T) row.make();
        } catch (FieldProblem e) {
            refuse(e.column(), e.getMessage());
        } catch (Throwable e) {
            refuse(
                    null,
                    Texts.quoted(Texts.beginning(bytes, from, end)) + " is refused by "
                            + mapped.type().getSimpleName() + ": " + e);
            cause = e;
        }
        return end;
    }

    /** Finds the fields of the record that begins at an index. */
    private int cut(byte[] bytes, int from, int to, boolean last) {
        row.begin(bytes);
        linesBefore = lines;
        int i = from;
        while (true) {
            if (i < to && bytes[i] == '"') {
                int end = closing(bytes, i + 1, to, last);
                if (end < 0) {
                    return last ? unclosed(bytes, from, to) : MORE;
                }
                i = end + 1;
                if (i == to && !last) {
                    return MORE;
                }
                if (i == to) {
                    return ended(i);
                }
                if (bytes[i] == '\r' && (i + 1 == to || bytes[i + 1] == '\n')) {
                    if (i + 1 == to && !last) {
                        return MORE;
                    }
                    return ended(Math.min(to, i + 2));
                }
                if (bytes[i] == '\n') {
                    return ended(i + 1);
                }
                if (bytes[i] != separator) {
                    return garbage(bytes, from, i, to, last);
                }
                i++;
            } else {
                int start = i;
                i = endOfField(bytes, i, to, separator);
                if (i == to && !last) {
                    return MORE;
                }
                boolean ends = i == to || bytes[i] == '\n';
                row.add(start, ends && i > start && bytes[i - 1] == '\r' ? i - 1 : i, false, false);
                if (ends) {
                    return ended(Math.min(to, i + 1));
                }
                i++;
            }
        }
    }

    /** Where an unquoted field ends: at a separator, a line feed, or the end of what is there. */
    private static int endOfField(byte[] bytes, int from, int to, byte separator) {
        int i = from;
        while (i < to && bytes[i] != separator && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    private int ended(int end) {
        lines++;
        return end;
    }

    /** Where the closing quotation mark of a field is, which is added; -1 when it is not there. */
    private int closing(byte[] bytes, int start, int to, boolean last) {
        boolean doubled = false;
        int i = start;
        while (true) {
            while (i < to && bytes[i] != '"') {
                lines += bytes[i] == '\n' ? 1 : 0;
                i++;
            }
            if (i == to || (i + 1 == to && !last)) {
                return -1;
            }
            if (i + 1 < to && bytes[i + 1] == '"') {
                doubled = true;
                i += 2;
            } else {
                row.add(start, i, true, doubled);
                return i;
            }
        }
    }

    private int unclosed(byte[] bytes, int from, int to) {
        refuse(null, Texts.quoted(Texts.beginning(bytes, from, to)) + " has a quotation mark that is never closed");
        return firstLine(bytes, from, to);
    }

    /** A field that went over a line feed was not meant to: the mark that has closed it opens another one. */
    private int garbage(byte[] bytes, int from, int at, int to, boolean last) {
        int end = lines > linesBefore ? from : at;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        if (end == to && !last) {
            return MORE;
        }
        refuse(
                null,
                Texts.quoted(Texts.beginning(bytes, from, to)) + " has something behind a closing quotation mark;"
                        + " double the quotation marks that belong to the text");
        lines = linesBefore + 1;
        return Math.min(to, end + 1);
    }

    private int firstLine(byte[] bytes, int from, int to) {
        lines = linesBefore + 1;
        int end = from;
        while (end < to && bytes[end] != '\n') {
            end++;
        }
        return Math.min(to, end + 1);
    }
}
