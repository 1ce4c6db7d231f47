package io.millrace.kafka;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Keys and values in the binary form of Avro, without a schema registry. Needs org.apache.avro:avro, which has to be added to the application: the extension does not bring it.
 *
 * <p>The plain form ({@link #of(Class)}) is the record alone: whoever reads it has to know by which schema it was written. The single-object form ({@link
 * #singleObject(Class, Schema...)}) has the fingerprint of that in front, ten bytes, so that records of older schemas are read, too.
 */
public final class Avro {

    private Avro() {}

    /**
     * The plain form of a class that Avro has generated, written by its schema.
     *
     * @param <T> the records
     * @param type their class
     * @return the format
     */
    public static <T extends SpecificRecord> Format<T> of(Class<T> type) {
        return new Shape<>(type, null, List.of()).plain(type);
    }

    /**
     * The plain form of records of a schema.
     *
     * @param schema by which they are written, and read
     * @return the format
     */
    public static Format<GenericRecord> of(Schema schema) {
        return new Shape<GenericRecord>(null, schema.toString(), List.of()).plain(GenericRecord.class);
    }

    /**
     * The single-object form of a class that Avro has generated.
     *
     * @param <T> the records
     * @param type their class, by whose schema they are written
     * @param older schemas of records that are to be read besides, and are made such as of now by Avro's rules
     * @return the format
     */
    public static <T extends SpecificRecord> Format<T> singleObject(Class<T> type, Schema... older) {
        return new Shape<>(type, null, texts(older)).singleObject(type);
    }

    /**
     * The single-object form of records of a schema.
     *
     * @param schema by which they are written
     * @param older schemas of records that are to be read besides, and are made such as of now by Avro's rules
     * @return the format
     */
    public static Format<GenericRecord> singleObject(Schema schema, Schema... older) {
        return new Shape<GenericRecord>(null, schema.toString(), texts(older)).singleObject(GenericRecord.class);
    }

    private static List<String> texts(Schema... schemas) {
        return Arrays.stream(schemas).map(Schema::toString).toList();
    }

    /**
     * Finds the classes of the schema of a generated class. Avro refuses those that no system property names, so that nobody has classes made by schemas from outside; here all schemas are of
     * the program.
     */
    private static final class OwnClasses extends SpecificData {

        private final ClassLoader loader;

        OwnClasses(Class<?> generated) {
            super(generated.getClassLoader());
            loader = generated.getClassLoader();
            SpecificData own = SpecificData.getForClass(generated);
            setCustomCoders(own.useCustomCoders());
            setFastReaderEnabled(own.isFastReaderEnabled());
            own.getConversions().forEach(this::addLogicalTypeConversion);
        }

        @Override
        @SuppressWarnings("rawtypes") // Avro's
        public Class getClass(Schema schema) {
            boolean isNamed = schema.getType() == Schema.Type.RECORD
                    || schema.getType() == Schema.Type.ENUM
                    || schema.getType() == Schema.Type.FIXED;
            if (isNamed) {
                try {
                    return Class.forName(getClassName(schema), false, loader);
                } catch (ClassNotFoundException e) {
                    return super.getClass(schema);
                }
            }
            return super.getClass(schema);
        }
    }

    /**
     * What records are like: of a class or of a schema.
     *
     * @param generated the class; null for those of a schema
     * @param text the schema, as JSON; null for those of a class
     * @param older schemas, as JSON
     */
    private record Shape<T>(Class<T> generated, String text, List<String> older) implements Serializable {

        private GenericData model() {
            return generated == null ? new GenericData() : new OwnClasses(generated);
        }

        private Schema schema() {
            return generated == null ? parsed(text) : SpecificData.get().getSchema(generated);
        }

        private static Schema parsed(String text) {
            return new Schema.Parser().parse(text);
        }

        Format<T> plain(Class<T> type) {
            return Format.of(type, this::plainReader, this::plainWriter);
        }

        Format<T> singleObject(Class<T> type) {
            return Format.of(type, this::singleObjectReader, this::singleObjectWriter);
        }

        private Deserializer<T> plainReader() {
            DatumReader<?> records = model().createDatumReader(schema());
            return (topic, bytes) -> reading(() -> {
                BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(bytes, null);
                Object record = records.read(null, decoder);
                if (!decoder.isEnd()) {
                    throw new IOException("there are bytes behind it: was it written by another schema?");
                }
                return record;
            });
        }

        @SuppressWarnings("unchecked") // what is written is of the class, or of the schema
        private Serializer<T> plainWriter() {
            DatumWriter<T> records = model().createDatumWriter(schema());
            return (topic, record) -> writing(() -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
                records.write(record, encoder);
                return bytes.toByteArray();
            });
        }

        private Deserializer<T> singleObjectReader() {
            BinaryMessageDecoder<T> records = new BinaryMessageDecoder<>(model(), schema());
            older.forEach(schema -> records.addSchema(parsed(schema)));
            return (topic, bytes) -> reading(() -> {
                ByteArrayInputStream from = new ByteArrayInputStream(bytes);
                return records.decode(from);
            });
        }

        private Serializer<T> singleObjectWriter() {
            BinaryMessageEncoder<T> records = new BinaryMessageEncoder<>(model(), schema());
            return (topic, record) -> writing(() -> {
                ByteBuffer bytes = records.encode(record);
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                return copy;
            });
        }

        @SuppressWarnings("unchecked") // the model makes records of the class, or of the schema
        private T reading(Callable<?> read) {
            try {
                return (T) read.call();
            } catch (Exception e) {
                throw new SerializationException("no Avro of " + schema().getFullName() + ": " + e, e);
            }
        }

        private byte[] writing(Callable<byte[]> written) {
            try {
                return written.call();
            } catch (Exception e) {
                throw new SerializationException("it cannot become Avro of " + schema().getFullName() + ": " + e, e);
            }
        }
    }
}
