package io.millrace.examples.fraud;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.examples.fraud.Alert.HighValue;
import io.millrace.examples.fraud.Alert.HighVelocity;
import io.millrace.examples.fraud.Alert.MultipleCountries;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What the program writes to files: one JSON object a line. */
final class JsonLines {

    private static final JsonFactory JSON = new JsonFactory();

    /** Always three decimals, as in the input, so that times compare as texts. */
    private static final DateTimeFormatter MILLIS =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

    private JsonLines() {}

    static String of(Alert alert) {
        return object(json -> {
            json.writeStringField("rule", alert.rule().name());
            json.writeStringField("user", alert.user());
            json.writeStringField("transaction", alert.transaction());
            json.writeStringField("time", text(alert.time()));
            writeFinding(json, alert);
            json.writeArrayFieldStart("actions");
            for (Action action : alert.actions()) {
                json.writeString(action.name());
            }
            json.writeEndArray();
        });
    }

    static String of(LateTransaction late) {
        return object(json -> {
            Transaction transaction = late.transaction();
            json.writeStringField("rule", late.rule().name());
            json.writeStringField(Column.ID.label(), transaction.id());
            json.writeStringField(Column.USER.label(), transaction.user());
            json.writeFieldName(Column.AMOUNT.label());
            json.writeNumber(transaction.amount().toPlainString());
            json.writeStringField(Column.COUNTRY.label(), transaction.country());
            json.writeStringField(Column.TIME.label(), text(transaction.time()));
        });
    }

    static String of(UnreadableLineException unreadable) {
        return object(json -> {
            json.writeStringField("file", unreadable.line().file().toString());
            json.writeNumberField("line", unreadable.line().number());
            json.writeStringField("column", unreadable.column());
            json.writeStringField("reason", unreadable.reason());
            json.writeStringField("text", unreadable.line().text());
        });
    }

    private static void writeFinding(JsonGenerator json, Alert alert) throws IOException {
        if (alert instanceof HighValue found) {
            json.writeFieldName("amount");
            json.writeNumber(found.amount().toPlainString());
        } else if (alert instanceof HighVelocity found) {
            writeWindow(json, found.windowStart(), found.windowEnd());
            json.writeNumberField("count", found.count());
        } else if (alert instanceof MultipleCountries found) {
            writeWindow(json, found.windowStart(), found.windowEnd());
            json.writeArrayFieldStart("countries");
            for (String country : found.countries()) {
                json.writeString(country);
            }
            json.writeEndArray();
        }
    }

    private static void writeWindow(JsonGenerator json, Instant start, Instant end) throws IOException {
        json.writeStringField("windowStart", text(start));
        json.writeStringField("windowEnd", text(end));
    }

    private static String text(Instant time) {
        return time.equals(time.truncatedTo(ChronoUnit.MILLIS)) ? MILLIS.format(time) : time.toString();
    }

    private static String object(Body body) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            body.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("a text in memory cannot fail to be written", e);
        }
        return text.toString();
    }

    @FunctionalInterface
    private interface Body {
        void write(JsonGenerator json) throws IOException;
    }
}
