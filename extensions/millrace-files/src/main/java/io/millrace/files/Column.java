package io.millrace.files;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a component of a record is called in files, where that is not its name: {@code @Column("transaction_id") String id}. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD, ElementType.METHOD, ElementType.PARAMETER})
public @interface Column {

    /**
     * The name of the column.
     *
     * @return the name, not empty
     */
    String value();
}
