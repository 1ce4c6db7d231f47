/** Topics of MQTT: {@link io.millrace.mqtt.Mqtt}. */
package io.millrace.mqtt;
