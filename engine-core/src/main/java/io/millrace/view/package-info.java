/** What a job shows of its results while it runs: {@link io.millrace.view.TableView} is what its application reads. */
package io.millrace.view;
