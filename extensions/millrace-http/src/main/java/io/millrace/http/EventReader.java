package io.millrace.http;

import io.millrace.state.log.SafeText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Reads events out of a body: one of JSON, an array of them, or one a line. What is wrong is told by line, column and field. */
final class EventReader<T> {

    private final JsonMapper mapper;
    private final JavaType type;
    private final ObjectReader whole;
    private final ObjectReader next;
    private final boolean mayBeArray;

    EventReader(JsonMapper mapper, JavaType type) {
        this.mapper = mapper;
        this.type = type;
        whole = mapper.readerFor(type);
        next = whole.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        mayBeArray = !type.isArrayType() && !Collection.class.isAssignableFrom(type.getRawClass());
    }

    /** One event, or those of an array. */
    List<T> json(byte[] bytes, int length) {
        List<T> events = new ArrayList<>();
        try (JsonParser parser = mapper.createParser(bytes, 0, length)) {
            try {
                read(parser, events);
                return events;
            } catch (JacksonException e) {
                Problem problem = at(explained(e), where(e, parser));
                throw events.isEmpty() ? problem : problem.with("index", events.size());
            }
        }
    }

    private void read(JsonParser parser, List<T> events) {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw new Problem(400, "the body is empty: wanted is a " + name() + " as JSON");
        }
        if (first == JsonToken.START_ARRAY && mayBeArray) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                events.add(event(parser));
            }
        } else {
            events.add(event(parser));
        }
        if (parser.nextToken() != null) {
            throw at(
                    new Problem(
                            400,
                            "something follows the end of the JSON; several events are an array, or"
                                    + " application/x-ndjson"),
                    parser.currentTokenLocation());
        }
    }

    /** Not all exceptions tell. */
    private static TokenStreamLocation where(JacksonException e, JsonParser parser) {
        TokenStreamLocation told = e.getLocation();
        return told == null || told.getColumnNr() < 1 ? parser.currentTokenLocation() : told;
    }

    private T event(JsonParser parser) {
        TokenStreamLocation begin = parser.currentTokenLocation();
        T event = next.readValue(parser);
        if (event == null) {
            throw at(new Problem(400, "null is no " + name()), begin);
        }
        return event;
    }

    private static Problem at(Problem problem, TokenStreamLocation where) {
        return problem.with("line", where.getLineNr()).with("column", where.getColumnNr());
    }

    /** One event a line; lines that have nothing but blanks are none. */
    List<T> lines(byte[] bytes, int length) {
        List<T> events = new ArrayList<>();
        int line = 1;
        for (int from = 0; from < length; line++) {
            int end = lineEnd(bytes, from, length);
            if (!isBlank(bytes, from, end)) {
                events.add(line(bytes, from, end, line));
            }
            from = end + 1;
        }
        if (events.isEmpty()) {
            throw new Problem(400, "the body has no event: wanted is a " + name() + " as JSON on each line");
        }
        return events;
    }

    private T line(byte[] bytes, int from, int end, int line) {
        try (JsonParser parser = mapper.createParser(bytes, from, end - from)) {
            try {
                T event = whole.readValue(parser);
                if (event == null) {
                    throw new Problem(400, "null is no " + name())
                            .with("line", line)
                            .with("column", 1);
                }
                return event;
            } catch (JacksonException e) {
                int inBytes = Math.max(0, Math.min(where(e, parser).getColumnNr() - 1, end - from));
                int column = new String(bytes, from, inBytes, StandardCharsets.UTF_8).length() + 1;
                throw explained(e).with("line", line).with("column", column);
            }
        }
    }

    private static int lineEnd(byte[] bytes, int from, int length) {
        int end = from;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        return end;
    }

    private static boolean isBlank(byte[] bytes, int from, int end) {
        for (int i = from; i < end; i++) {
            if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private Problem explained(JacksonException e) {
        String field = field(e);
        return new Problem(400, (field == null ? "" : "field '" + field + "': ") + what(e)).with("field", field);
    }

    private String what(JacksonException e) {
        if (e instanceof UnrecognizedPropertyException) {
            return name() + " has no such field";
        }
        if (e instanceof InvalidFormatException wrong) {
            return "'" + SafeText.of(wrong.getValue()) + "' is not " + article(wrong.getTargetType());
        }
        if (e instanceof StreamReadException) {
            return "this is not JSON: " + firstLine(e);
        }
        if (e instanceof MismatchedInputException wrong && wrong.getTargetType() != null && field(e) != null) {
            return "it is missing, null or of another kind; wanted is " + article(wrong.getTargetType());
        }
        return "it makes no " + name() + ": " + firstLine(e);
    }

    /** Such as {@code lines[2].amount}; null where it is about no field. */
    private static String field(JacksonException e) {
        if (!(e instanceof DatabindException)) {
            return null;
        }
        String path = e.getPath().stream()
                .map(part -> part.getPropertyName() == null ? "[" + part.getIndex() + "]" : part.getPropertyName())
                .collect(Collectors.joining("."))
                .replace(".[", "[");
        return path.isEmpty() ? null : path;
    }

    private static String article(Class<?> wanted) {
        return "a value of " + wanted.getSimpleName();
    }

    private static String firstLine(JacksonException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message =
                root instanceof JacksonException jackson ? jackson.getOriginalMessage() : SafeText.message(root);
        return message == null ? "" : message.lines().findFirst().orElse("");
    }

    private String name() {
        return type.getRawClass().getSimpleName();
    }
}
