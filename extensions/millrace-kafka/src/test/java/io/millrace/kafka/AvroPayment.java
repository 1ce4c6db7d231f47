package io.millrace.kafka;

import java.io.Serial;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/** As Avro generates them. */
public final class AvroPayment extends SpecificRecordBase {

    @Serial
    private static final long serialVersionUID = 1;

    /** By this name Avro finds it. */
    @SuppressWarnings("checkstyle:ConstantName")
    public static final Schema SCHEMA$ = new Schema.Parser()
            .parse(
                    "{\"type\":\"record\",\"name\":\"AvroPayment\",\"namespace\":\"io.millrace.kafka\",\"fields\":["
                            + "{\"name\":\"account\",\"type\":{\"type\":\"string\",\"avro.java.string\":\"String\"}},"
                            + "{\"name\":\"cents\",\"type\":\"long\"},"
                            + "{\"name\":\"country\",\"type\":{\"type\":\"string\",\"avro.java.string\":\"String\"},\"default\":\"\"}]}");

    private String account;
    private long cents;
    private String country;

    /** For Avro. */
    public AvroPayment() {}

    AvroPayment(String account, long cents, String country) {
        this.account = account;
        this.cents = cents;
        this.country = country;
    }

    @Override
    public Schema getSchema() {
        return SCHEMA$;
    }

    @Override
    public Object get(int field) {
        return switch (field) {
            case 0 -> account;
            case 1 -> cents;
            default -> country;
        };
    }

    @Override
    public void put(int field, Object value) {
        switch (field) {
            case 0 -> account = value.toString();
            case 1 -> cents = (Long) value;
            default -> country = value.toString();
        }
    }
}
