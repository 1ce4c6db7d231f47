package io.millrace.kafka;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.millrace.function.SupplierFn;
import java.util.Objects;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Keys and values as messages of Protobuf, without a schema registry. Needs com.google.protobuf:protobuf-java, which has to be added to the application: the extension does not bring
 * it.
 */
public final class Protobuf {

    private Protobuf() {}

    /**
     * Messages of a class, such as {@code Protobuf.of(Payment.class, Payment::parser)}. Fields that it does not know are kept, and written again.
     *
     * @param <T> the messages
     * @param type their class
     * @param parser their parser, which is asked for once for each task or partition
     * @return the format
     */
    public static <T extends MessageLite> Format<T> of(Class<T> type, SupplierFn<? extends Parser<T>> parser) {
        Objects.requireNonNull(parser, "what gives the parser must not be null");
        return Format.of(
                type,
                () -> {
                    Parser<T> messages = parser.get();
                    return (topic, bytes) -> {
                        try {
                            return messages.parseFrom(bytes);
                        } catch (InvalidProtocolBufferException e) {
                            throw new SerializationException("no " + type.getName() + ": " + e.getMessage(), e);
                        }
                    };
                },
                () -> (topic, message) -> message.toByteArray());
    }
}
