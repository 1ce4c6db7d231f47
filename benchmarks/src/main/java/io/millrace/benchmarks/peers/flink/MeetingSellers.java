package io.millrace.benchmarks.peers.flink;

import io.millrace.benchmarks.nexmark.Auction;
import io.millrace.benchmarks.nexmark.Person;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** Persons and their auctions, whichever come first, for good. */
final class MeetingSellers extends KeyedCoProcessFunction<Long, Auction, Person, Answer> {

    private static final long serialVersionUID = 1;

    private transient ValueState<Person> person;
    private transient ListState<Auction> auctions;

    @Override
    public void open(OpenContext context) {
        person = getRuntimeContext().getState(new ValueStateDescriptor<>("person", TypeInformation.of(Person.class)));
        auctions = getRuntimeContext()
                .getListState(new ListStateDescriptor<>("auctions", TypeInformation.of(Auction.class)));
    }

    @Override
    public void processElement1(Auction auction, Context context, Collector<Answer> out) throws Exception {
        auctions.add(auction);
        Person seller = person.value();
        if (seller != null) {
            out.collect(answer(auction, seller));
        }
    }

    @Override
    public void processElement2(Person seller, Context context, Collector<Answer> out) throws Exception {
        person.update(seller);
        for (Auction auction : auctions.get()) {
            out.collect(answer(auction, seller));
        }
    }

    private static Answer answer(Auction auction, Person seller) {
        return new Answer(auction.id(), seller.id(), seller.name().hashCode());
    }
}
