package io.millrace.kafka;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.millrace.function.SupplierFn;
import io.millrace.state.serde.Type;
import java.io.IOException;
import java.time.Instant;
import org.apache.kafka.common.errors.SerializationException;

/** Keys and values as JSON, one in each record: what follows it there is refused. Needs jackson-databind, which has to be added to the application: the extension does not bring it. */
public final class Json {

    private Json() {}

    /**
     * JSON as Jackson reads and writes it, with modules that are on the class path. An {@link Instant} is text as {@link Instant#parse} takes it, also without a module; other types of java.time need Jackson's.
     *
     * @param <T> the keys or values
     * @param type their class, such as a record
     * @return the format
     */
    public static <T> Format<T> of(Class<T> type) {
        return of(
                type,
                () -> JsonMapper.builder()
                        .addModule(instants())
                        .findAndAddModules()
                        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                        .build());
    }

    private static SimpleModule instants() {
        return new SimpleModule("instants")
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addDeserializer(Instant.class, new Instants());
    }

    private static final class Instants extends FromStringDeserializer<Instant> {

        private static final long serialVersionUID = 1;

        Instants() {
            super(Instant.class);
        }

        @Override
        protected Instant _deserialize(String text, DeserializationContext context) {
            return Instant.parse(text);
        }
    }

    /**
     * JSON as a mapper of one's own reads and writes it.
     *
     * @param <T> the keys or values
     * @param type their class
     * @param mapper makes the mapper, once for each task or partition
     * @return the format
     */
    public static <T> Format<T> of(Class<T> type, SupplierFn<? extends ObjectMapper> mapper) {
        return of(Type.of(type), mapper);
    }

    /**
     * JSON of a generic type.
     *
     * @param <T> the keys or values
     * @param type their type
     * @param mapper makes the mapper, once for each task or partition
     * @return the format
     */
    public static <T> Format<T> of(Type<T> type, SupplierFn<? extends ObjectMapper> mapper) {
        return Format.of(
                type,
                () -> {
                    ObjectMapper json = mapper.get();
                    ObjectReader reader = json.readerFor(json.constructType(type.javaType()))
                            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
                    return (topic, bytes) -> {
                        try {
                            return reader.readValue(bytes);
                        } catch (IOException e) {
                            throw new SerializationException("no JSON of " + type + ": " + e.getMessage(), e);
                        }
                    };
                },
                () -> {
                    ObjectMapper json = mapper.get();
                    return (topic, value) -> {
                        try {
                            return json.writeValueAsBytes(value);
                        } catch (IOException e) {
                            throw new SerializationException(type + " cannot become JSON: " + e.getMessage(), e);
                        }
                    };
                });
    }
}
