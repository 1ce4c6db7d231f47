package io.millrace.kafka;

import io.millrace.function.SupplierFn;
import io.millrace.state.serde.Type;
import java.io.Serializable;
import java.util.Objects;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * How keys or values become bytes and come back: Kafka's own {@link Serializer} and {@link Deserializer}, with the type of what they are of. They are made anew for each
 * task or partition, and closed behind it; one that needs configuration is configured by who makes it:
 *
 * <pre>{@code
 * Format.reading(Payment.class, () -> {
 *     PaymentDeserializer payments = new PaymentDeserializer();
 *     payments.configure(Map.of("schema.registry.url", url), false);
 *     return payments;
 * })
 * }</pre>
 *
 * @param <T> the keys or values
 */
public final class Format<T> implements Serializable {

    private static final long serialVersionUID = 1;

    private static final Format<String> STRINGS = of(String.class, StringDeserializer::new, StringSerializer::new);
    private static final Format<byte[]> BYTES = of(byte[].class, ByteArrayDeserializer::new, ByteArraySerializer::new);
    private static final Format<Long> LONGS = of(Long.class, LongDeserializer::new, LongSerializer::new);

    private final Type<T> type;
    private final SupplierFn<? extends Deserializer<? extends T>> reading;
    private final SupplierFn<? extends Serializer<? super T>> writing;

    private Format(
            Type<T> type,
            SupplierFn<? extends Deserializer<? extends T>> reading,
            SupplierFn<? extends Serializer<? super T>> writing) {
        this.type = type;
        this.reading = reading;
        this.writing = writing;
    }

    /**
     * Both ways.
     *
     * @param <T> the keys or values
     * @param type their type
     * @param reading makes what reads them
     * @param writing makes what writes them
     * @return the format
     */
    public static <T> Format<T> of(
            Type<T> type,
            SupplierFn<? extends Deserializer<? extends T>> reading,
            SupplierFn<? extends Serializer<? super T>> writing) {
        Objects.requireNonNull(type, "the type of a format must not be null");
        Objects.requireNonNull(reading, "what makes deserializers must not be null; Format.writing has none");
        Objects.requireNonNull(writing, "what makes serializers must not be null; Format.reading has none");
        return new Format<>(type, reading, writing);
    }

    /**
     * Both ways.
     *
     * @param <T> the keys or values
     * @param type their class
     * @param reading makes what reads them
     * @param writing makes what writes them
     * @return the format
     */
    public static <T> Format<T> of(
            Class<T> type,
            SupplierFn<? extends Deserializer<? extends T>> reading,
            SupplierFn<? extends Serializer<? super T>> writing) {
        return of(Type.of(type), reading, writing);
    }

    /**
     * For sources alone.
     *
     * @param <T> the keys or values
     * @param type their class
     * @param reading makes what reads them
     * @return the format
     */
    public static <T> Format<T> reading(Class<T> type, SupplierFn<? extends Deserializer<? extends T>> reading) {
        Objects.requireNonNull(reading, "what makes deserializers must not be null");
        return new Format<>(Type.of(type), reading, null);
    }

    /**
     * For sinks alone.
     *
     * @param <T> the keys or values
     * @param type their class
     * @param writing makes what writes them
     * @return the format
     */
    public static <T> Format<T> writing(Class<T> type, SupplierFn<? extends Serializer<? super T>> writing) {
        Objects.requireNonNull(writing, "what makes serializers must not be null");
        return new Format<>(Type.of(type), null, writing);
    }

    /**
     * Text in UTF-8.
     *
     * @return the format
     */
    public static Format<String> strings() {
        return STRINGS;
    }

    /**
     * Bytes as they are.
     *
     * @return the format
     */
    public static Format<byte[]> bytes() {
        return BYTES;
    }

    /**
     * Numbers of eight bytes, as Kafka writes them.
     *
     * @return the format
     */
    public static Format<Long> longs() {
        return LONGS;
    }

    /**
     * The type of the keys or values.
     *
     * @return the type
     */
    public Type<T> type() {
        return type;
    }

    /** This one, if it can read. */
    Format<T> checkReads() {
        if (reading == null) {
            throw new IllegalArgumentException(
                    "the format of " + type + " can only write; give Format.reading or Format.of");
        }
        return this;
    }

    /** This one, if it can write. */
    Format<T> checkWrites() {
        if (writing == null) {
            throw new IllegalArgumentException(
                    "the format of " + type + " can only read; give Format.writing or Format.of");
        }
        return this;
    }

    Deserializer<? extends T> deserializer() throws Exception {
        return Objects.requireNonNull(reading.get(), "what makes deserializers returned null");
    }

    Serializer<? super T> serializer() throws Exception {
        return Objects.requireNonNull(writing.get(), "what makes serializers returned null");
    }

    @Override
    public String toString() {
        return type.toString();
    }
}
