package io.millrace.benchmarks.peers.kafka;

import io.millrace.benchmarks.workload.Trade;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** A trade in some twenty bytes: time, amount in hundredths, the length of the user, user, country. */
final class TradeSerde implements Serde<Trade> {

    private static final int FIXED_BYTES = Long.BYTES + Integer.BYTES + 1;
    private static final double HUNDREDTHS = 100;

    @Override
    public Serializer<Trade> serializer() {
        return (topic, trade) -> toBytes(trade);
    }

    @Override
    public Deserializer<Trade> deserializer() {
        return (topic, bytes) -> toTrade(bytes);
    }

    static byte[] toBytes(Trade trade) {
        byte[] user = trade.user().getBytes(StandardCharsets.ISO_8859_1);
        byte[] country = trade.country().getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(FIXED_BYTES + user.length + country.length)
                .putLong(trade.time())
                .putInt((int) Math.round(trade.amount() * HUNDREDTHS))
                .put((byte) user.length)
                .put(user)
                .put(country)
                .array();
    }

    private static Trade toTrade(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        long time = buffer.getLong();
        double amount = buffer.getInt() / HUNDREDTHS;
        int userBytes = buffer.get();
        int countryAt = FIXED_BYTES + userBytes;
        return new Trade(
                new String(bytes, FIXED_BYTES, userBytes, StandardCharsets.ISO_8859_1),
                amount,
                new String(bytes, countryAt, bytes.length - countryAt, StandardCharsets.ISO_8859_1),
                time);
    }
}
