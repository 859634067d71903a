<?php
/**
 * Plugin Name: Login by Auth0
 * Version: 4.6.0
 * Author: Auth0
 */
define( 'WPA0_VERSION', '4.6.0' );
