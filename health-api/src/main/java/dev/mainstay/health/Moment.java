// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One moment, as the monitor's ticker and as its clock tell it.
 *
 * @param nanos the ticker's reading; what is reckoned with
 * @param date the clock's; what is shown
 */
record Moment(long nanos, Instant date) {
    /** Whether a reading of the ticker is this moment's or an earlier one. */
    boolean isAtOrAfter(long reading) {
        return nanos - reading >= 0;
    }

    /** The date after some time, to the millisecond. */
    Instant dateAfter(Duration time) {
        return date.plus(time).truncatedTo(ChronoUnit.MILLIS);
    }
}
