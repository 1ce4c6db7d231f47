package io.millrace.flink;

import java.io.Serializable;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes an operator on a TaskManager. */
final class OperatorFactory<R> extends AbstractStreamOperatorFactory<R> {

    private static final long serialVersionUID = 1;

    @SuppressWarnings("rawtypes") // as Flink asks for it
    private final Class<? extends StreamOperator> type;

    private final Maker<R> maker;

    @SuppressWarnings("rawtypes") // as above
    OperatorFactory(Class<? extends StreamOperator> type, Maker<R> maker) {
        this.type = type;
        this.maker = maker;
    }

    /** Calls a constructor. */
    interface Maker<R> extends Serializable {
        StreamOperator<R> make(StreamOperatorParameters<R> parameters) throws Exception;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // who asks knows what is made; so it is declared
    public <T extends StreamOperator<R>> T createStreamOperator(StreamOperatorParameters<R> parameters) {
        try {
            return (T) maker.make(parameters);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("an operator of the pipeline cannot be made: " + e, e);
        }
    }

    @Override
    @SuppressWarnings("rawtypes") // so it is declared
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader loader) {
        return type;
    }
}
