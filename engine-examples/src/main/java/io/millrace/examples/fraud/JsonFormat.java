package io.millrace.examples.fraud;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.millrace.source.Line;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;

/** A JSON object per line. Fields that no rule needs are skipped. */
final class JsonFormat implements TransactionFormat {

    private static final long serialVersionUID = 1;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** What the parser adds for programmers. */
    private static final Pattern HINTS = Pattern.compile(": enable `.*| \\(start marker.*|\\R.*", Pattern.DOTALL);

    /** How many characters to show that stand before the fault. */
    private static final int BEFORE_FAULT = 20;

    @Override
    public boolean holdsTransaction(Line line) {
        return !line.text().isBlank();
    }

    @Override
    public Transaction parse(Line line) throws UnreadableLineException {
        UnreadableLineException.check(line);
        try (JsonParser json = JSON.createParser(line.text())) {
            TransactionFields fields = fields(line, json);
            if (json.nextToken() != null) {
                throw unreadable(line, json, "has more behind the object");
            }
            return fields.transaction();
        } catch (JsonProcessingException e) {
            throw unreadable(line, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static TransactionFields fields(Line line, JsonParser json) throws IOException, UnreadableLineException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw unreadable(line, json, "is not an object");
        }
        TransactionFields fields = new TransactionFields(line);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            Column column = Column.of(json.currentName()).orElse(null);
            json.nextToken();
            if (column == null) {
                json.skipChildren();
            } else {
                fields.put(column, value(line, column, json));
            }
        }
        return fields;
    }

    private static String value(Line line, Column column, JsonParser json) throws IOException, UnreadableLineException {
        boolean number = column == Column.AMOUNT;
        JsonToken token = json.currentToken();
        if (number ? !token.isNumeric() : token != JsonToken.VALUE_STRING) {
            throw new UnreadableLineException(
                    line,
                    column.label(),
                    UnreadableLineException.quoted(json.getText()) + " is not a JSON "
                            + (number ? "number" : "string"));
        }
        return json.getText();
    }

    private static UnreadableLineException unreadable(Line line, JsonParser json, String reason) {
        return unreadable(line, json.currentTokenLocation().getColumnNr(), reason);
    }

    private static UnreadableLineException unreadable(Line line, JsonProcessingException e) {
        String reason = HINTS.matcher(e.getOriginalMessage()).replaceAll("");
        int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
        return unreadable(line, column, "is not valid JSON: " + reason);
    }

    private static UnreadableLineException unreadable(Line line, int column, String reason) {
        int from = Math.min(Math.max(0, column - 1 - BEFORE_FAULT), line.text().length());
        String value = UnreadableLineException.quoted(line.text().substring(from));
        return new UnreadableLineException(line, String.valueOf(column), value + " " + reason);
    }
}
