package io.millrace.jdbc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the column of a component of a record is called, where that is not its name: {@code @Column("transaction_id") String id}.
 * An annotation of another library that is called {@code Column}, too, and has a text {@code value} or {@code name}, says the same, so that one record does for files, JPA and this.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Column {

    /**
     * The name of the column, by the same rule as names of components: underscores and case make no difference.
     *
     * @return the name, not empty
     */
    String value();
}
