package io.millrace.spring.boot.test;

import org.springframework.boot.test.autoconfigure.TestSliceTestContextBootstrapper;

/** Has the properties of the annotation be those of the context. */
final class MillraceTestContextBootstrapper extends TestSliceTestContextBootstrapper<MillraceTest> {}
