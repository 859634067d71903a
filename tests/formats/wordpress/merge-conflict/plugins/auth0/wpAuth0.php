<?php
/**
 * Plugin Name: Auth0
<<<<<<< HEAD
 * Version: 5.1.0
=======
 * Version: 5.2.0
>>>>>>> main
 */
