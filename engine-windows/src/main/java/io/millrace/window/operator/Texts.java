package io.millrace.window.operator;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What parts that a program brings say of themselves, made the same in every process. */
public final class Texts {

    private static final Pattern LAMBDA = Pattern.compile("[\\w.$]*\\$\\$Lambda[\\w.$/]*@[0-9a-f]+");
    private static final String FUNCTION = "a function";

    private Texts() {}

    /** The text of a trigger, an assigner, or what they hold: without addresses. */
    public static String of(Object part) {
        String text = String.valueOf(part);
        if (part instanceof Record record && text.equals(text(record, String::valueOf))) {
            return text(record, Texts::of);
        }
        return isAddress(part, text)
                ? nameOf(part.getClass())
                : LAMBDA.matcher(text).replaceAll(FUNCTION);
    }

    private static boolean isAddress(Object part, String text) {
        return part != null && text.equals(part.getClass().getName() + "@" + Integer.toHexString(part.hashCode()));
    }

    private static String nameOf(Class<?> type) {
        return type.isHidden() || type.isSynthetic() ? FUNCTION : type.getTypeName();
    }

    /** As a record tells it that leaves that to the language. */
    private static String text(Record record, Function<Object, String> component) {
        return Arrays.stream(record.getClass().getRecordComponents())
                .map(each -> each.getName() + "=" + component.apply(value(record, each)))
                .collect(Collectors.joining(", ", record.getClass().getSimpleName() + "[", "]"));
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return record; // has no say in its text then
        }
    }

    /**
     * Details by their names, in this order.
     *
     * @param namesAndValues in turn; numbers are milliseconds, and what is null or 0 is left out
     */
    public static Map<String, String> details(Object... namesAndValues) {
        Map<String, String> details = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null && !value.equals(0L)) {
                Object shown = value instanceof Long millis ? Duration.ofMillis(millis) : value;
                details.put(namesAndValues[i].toString(), shown.toString());
            }
        }
        return Collections.unmodifiableMap(details);
    }
}
