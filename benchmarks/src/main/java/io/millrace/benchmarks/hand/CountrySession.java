package io.millrace.benchmarks.hand;

import io.millrace.benchmarks.workload.Checksum;
import io.millrace.benchmarks.workload.Tally;
import io.millrace.benchmarks.workload.Trade;
import io.millrace.benchmarks.workload.TradeWork;
import org.agrona.collections.ObjectHashSet;

final class CountrySession extends Session {

    private final ObjectHashSet<String> countries = new ObjectHashSet<>();

    CountrySession(Trade trade) {
        super(trade);
        countries.add(trade.country());
    }

    @Override
    void add(Trade trade) {
        countries.add(trade.country());
    }

    @Override
    void addAll(Session other) {
        countries.addAll(((CountrySession) other).countries);
    }

    @Override
    void emit() {
        if (countries.size() > TradeWork.COUNTRIES_LIMIT) {
            Tally.add(1, Checksum.of(user, first, TradeWork.COUNTRIES_RULE + countries.size()));
        }
    }
}
