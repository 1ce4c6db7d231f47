package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeWork;

/** Counts by user in sessions, each thread for its users. */
final class SessionShares implements HandBestRival.Share {

    private final Users users;
    private final Exchange exchange;

    SessionShares(Users users, int threads, long events) {
        this.users = users;
        exchange = new Exchange(threads, users.limit(), events);
    }

    @Override
    public void run(int thread, TradeReader trades) {
        int[] slots = new int[TradeReader.BLOCK];
        Counting counting = new Counting();
        FlatSessions sessions = new FlatSessions(TradeWork.GAP.toMillis(), users.limit(), counting);
        exchange.run(thread, part -> write(trades, slots, part), sessions);
        counting.results.tally();
    }

    private void write(TradeReader trades, int[] slots, Exchange.Part part) {
        Trade[] block = trades.nextBlock();
        users.slotsOf(block, trades.blockSize(), slots);
        for (int i = 0; i < trades.blockSize(); i++) {
            part.add(slots[i], KeyedTrade.of(slots[i], 0, block[i].time()));
        }
    }

    private final class Counting implements FlatSessions.Kind {

        private final Results results = new Results();

        @Override
        public long add(long count, int country) {
            return count + 1;
        }

        @Override
        public void end(int slot, long first, long count) {
            results.add(Checksum.of(users.user(slot), first, count));
        }
    }
}
