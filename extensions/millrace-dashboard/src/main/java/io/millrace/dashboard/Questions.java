package io.millrace.dashboard;

import io.millrace.state.log.SafeText;
import io.millrace.state.serde.Type;
import io.millrace.time.EventTime;
import io.millrace.view.TableView;
import io.millrace.view.ViewLogic;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What is asked about a job by key: why a window has not fired, what an operator keeps, and rows of views. */
final class Questions {

    private static final int ROWS = 100;
    private static final int MOST_ROWS = 1_000;

    private Questions() {}

    /** What a job answers about an operator and a key, as JSON. */
    private interface Question {
        String ask(String operator, Object key);
    }

    static String explain(WatchedJob watched, Call call) {
        return answer(
                watched,
                call,
                call.required("window"),
                (window, key) -> watched.job().explain(window, key).json());
    }

    static String state(WatchedJob watched, Call call) {
        return answer(
                watched,
                call,
                call.required("operator"),
                (operator, key) -> watched.job().keyState(operator, key).json());
    }

    private static String answer(WatchedJob watched, Call call, String operator, Question question) {
        Type<?> keys = watched.job().plan().graph().nodes().stream()
                .filter(node -> operator.equals(node.name()))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "there is no operator '" + operator + "'"))
                .keyType();
        Object key = key(call.required("key"), keys);
        try {
            return question.ask(operator, key);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, SafeText.message(e));
        } catch (IllegalStateException e) {
            throw new Problem(409, SafeText.message(e));
        }
    }

    static ObjectNode rows(WatchedJob watched, String name, Call call) {
        return rows(watched, watched.view(name), call);
    }

    private static <K, V> ObjectNode rows(WatchedJob watched, ViewLogic<K, ?, V> logic, Call call) {
        Type<K> keys = logic.key().type();
        TableView<?, ?> view = watched.job().view(logic.name(), any(keys), any(logic.rowType()));
        ObjectNode json = Json.object().put("view", view.name());
        if (view.watermark() != EventTime.NONE && view.watermark() != EventTime.MAX) {
            json.put("watermark", view.watermark());
        }
        ArrayNode rows = json.putArray("rows");
        if (call.query("key").filter(key -> !key.isEmpty()).isPresent()) {
            addRow(rows, view, key(call.required("key"), keys));
        } else {
            addRows(json, rows, view, limit(call));
        }
        return json;
    }

    private static Type<?> any(Type<?> type) {
        return type == null ? Type.of(Object.class) : type;
    }

    private static <K, V> void addRow(ArrayNode rows, TableView<K, V> view, Object key) {
        @SuppressWarnings("unchecked") // of their type, as far as that is known; another one has no row
        V row = view.get((K) key);
        if (row != null) {
            add(rows, key, row);
        }
    }

    /** In the order of the keys, where they have any. */
    private static <K, V> void addRows(ObjectNode json, ArrayNode rows, TableView<K, V> view, int limit) {
        try {
            Map<K, V> range = view.range(null, null, limit + 1);
            range.entrySet().stream().limit(limit).forEach(entry -> add(rows, entry.getKey(), entry.getValue()));
            json.put("more", range.size() > limit);
        } catch (IllegalStateException e) {
            view.forEach((key, row) -> {
                if (rows.size() < limit) {
                    add(rows, key, row);
                } else {
                    json.put("more", true);
                }
            });
        }
    }

    private static void add(ArrayNode rows, Object key, Object row) {
        ObjectNode json = rows.addObject();
        json.set("key", Json.ofUser(key));
        json.set("row", Json.ofUser(row));
    }

    private static int limit(Call call) {
        String text = call.query("limit").orElse(Integer.toString(ROWS));
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) > MOST_ROWS) {
            throw new Problem(400, "limit= is a number from 0 to " + MOST_ROWS);
        }
        return Integer.parseInt(text);
    }

    /** A key out of text: as it is, or as JSON where keys are more than that. */
    static Object key(String text, Type<?> type) {
        Class<?> keys = type == null ? Object.class : type.rawClass();
        if (keys.isAssignableFrom(String.class)) {
            return text;
        }
        try {
            boolean isJson = text.startsWith("{") || text.startsWith("[") || text.startsWith("\"");
            Object key = isJson ? Json.MAPPER.readValue(text, keys) : Json.MAPPER.convertValue(text, keys);
            if (key != null) {
                return key;
            }
        } catch (JacksonException | IllegalArgumentException e) {
            throw noKey(text, keys);
        }
        throw noKey(text, keys);
    }

    private static Problem noKey(String text, Class<?> keys) {
        return new Problem(400, "'" + SafeText.of(text) + "' is no key: wanted is a value of " + keys.getSimpleName());
    }
}
