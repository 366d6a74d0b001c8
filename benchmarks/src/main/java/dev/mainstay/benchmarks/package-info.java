// SPDX-License-Identifier: Apache-2.0
/** What Mainstay is measured at. Each class says how it is run. */
package dev.mainstay.benchmarks;
