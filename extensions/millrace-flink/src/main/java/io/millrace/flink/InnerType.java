package io.millrace.flink;

import org.apache.flink.api.common.typeinfo.TypeInformation;

/** A type that Flink looks into as little as it can. */
abstract class InnerType<T> extends TypeInformation<T> {

    private static final long serialVersionUID = 1;

    private final Class<T> type;

    InnerType(Class<T> type) {
        this.type = type;
    }

    @Override
    public boolean isBasicType() {
        return false;
    }

    @Override
    public boolean isTupleType() {
        return false;
    }

    @Override
    public int getArity() {
        return 1;
    }

    @Override
    public int getTotalFields() {
        return 1;
    }

    @Override
    public Class<T> getTypeClass() {
        return type;
    }

    @Override
    public boolean isKeyType() {
        return false;
    }

    @Override
    public boolean canEqual(Object other) {
        return other != null && other.getClass() == getClass();
    }
}
