/**
 * Files and directories as sources, rolling files as sinks: {@link io.millrace.files.FileSource} and {@link io.millrace.files.FileSink}, each with a
 * format: {@link io.millrace.files.Csv}, {@link io.millrace.files.JsonLines} or {@link io.millrace.files.Parquet}.
 */
package io.millrace.files;
