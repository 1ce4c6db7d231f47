package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeWork;

/**
 * The three rules: amounts and counts where a trade is read, and the countries of sessions, as bits, where its user is.
 */
final class FraudShares implements HandBestRival.Share {

    private final Users users;
    private final Users countries = new Users(KeyedTrade.COUNTRIES / 4);
    private final SharedWindows velocity;
    private final Exchange exchange;

    FraudShares(Users users, int threads, long events) {
        this.users = users;
        velocity = new SharedWindows(
                threads, new CountedWindows(users, TradeWork.VELOCITY_LIMIT, TradeWork.VELOCITY_RULE));
        exchange = new Exchange(threads, users.limit(), events);
    }

    @Override
    public void run(int thread, TradeReader trades) {
        Reading reading = new Reading(thread, trades);
        Travelling travelling = new Travelling();
        exchange.run(thread, reading, new FlatSessions(TradeWork.TRIP_GAP.toMillis(), users.limit(), travelling));
        reading.finish();
        travelling.results.tally();
    }

    private final class Reading implements Exchange.Writer {

        private final TradeReader trades;
        private final CountedShare counts;
        private final int[] slots = new int[TradeReader.BLOCK];
        private final Results high = new Results();

        Reading(int thread, TradeReader trades) {
            this.trades = trades;
            counts = new CountedShare(thread, users, TradeWork.VELOCITY.toMillis(), velocity);
        }

        @Override
        public void write(Exchange.Part part) {
            Trade[] block = trades.nextBlock();
            users.slotsOf(block, trades.blockSize(), slots);
            for (int i = 0; i < trades.blockSize(); i++) {
                Trade trade = block[i];
                if (TradeWork.isHigh(trade)) {
                    high.add(Checksum.of(trade.user(), trade.time(), TradeWork.HIGH_RULE));
                }
                part.add(slots[i], KeyedTrade.of(slots[i], countries.slotOf(trade.country()), trade.time()));
            }
            counts.add(block, slots, trades.blockSize());
        }

        void finish() {
            counts.finish();
            high.tally();
        }
    }

    private final class Travelling implements FlatSessions.Kind {

        private final Results results = new Results();

        @Override
        public long add(long seen, int country) {
            return seen | 1L << country;
        }

        @Override
        public void end(int slot, long first, long seen) {
            if (Long.bitCount(seen) > TradeWork.COUNTRIES_LIMIT) {
                results.add(Checksum.of(users.user(slot), first, TradeWork.COUNTRIES_RULE + Long.bitCount(seen)));
            }
        }
    }
}
